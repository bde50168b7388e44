package dev.potoroo.internal.store;

import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoredRecord;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Puts and deletes in the form of RocksDB's WriteBatch, so that a batch takes one native call and
 * not one for each: an eight-byte sequence number of 0, a four-byte count, then for each change a
 * tag, the key, and the value, the last two with their length as varint before them.
 */
final class Changes {
  private static final int HEAD = 12;
  private static final int MAX_VARINT = 5;
  private static final byte DELETE = 0;
  private static final byte PUT = 1;

  private final CRC32C crc = new CRC32C();
  private byte[] bytes;
  private int size;
  private int count;

  Changes(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  void add(StateChange change, long round) {
    int nameSize = StoredRecord.nameSize(change.step(), change.key());
    int recordSize = change.state() == null ? 0 : StoredRecord.size(change, round);
    ensure(1 + 2 * MAX_VARINT + nameSize + recordSize);
    bytes[size++] = change.state() == null ? DELETE : PUT;
    putVarint(nameSize);
    int name = size;
    size = StoredRecord.putName(change.step(), change.key(), bytes, name);
    if (change.state() != null) {
      crc.reset();
      crc.update(bytes, name, nameSize);
      putVarint(recordSize);
      size = StoredRecord.put(change, round, crc, bytes, size);
    }
    count++;
  }

  void put(byte[] key, byte[] value) {
    ensure(1 + 2 * MAX_VARINT + key.length + value.length);
    bytes[size++] = PUT;
    putAll(key);
    putAll(value);
    count++;
  }

  private void putAll(byte[] part) {
    putVarint(part.length);
    System.arraycopy(part, 0, bytes, size, part.length);
    size += part.length;
  }

  private void putVarint(int value) {
    int left = value;
    while (left >= 0x80) {
      bytes[size++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  /** All of them, one after the other, as one batch. */
  static byte[] batch(List<Changes> all) {
    int size = HEAD;
    int count = 0;
    for (Changes changes : all) {
      size = Math.addExact(size, changes.size);
      count += changes.count;
    }
    byte[] batch = new byte[size];
    for (int i = 0; i < 4; i++) {
      batch[8 + i] = (byte) (count >> 8 * i);
    }
    int at = HEAD;
    for (Changes changes : all) {
      System.arraycopy(changes.bytes, 0, batch, at, changes.size);
      at += changes.size;
    }
    return batch;
  }
}
