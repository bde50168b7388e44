package dev.potoroo.internal.staging;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs records, in their order, into segments that are large enough for a store to keep them as a
 * few rows, and small enough for it to hold one in memory. A segment is a byte for the version of
 * the form, then for each record the length of its key (-1 for none) and the key in UTF-8, and the
 * length of the value and the value; lengths have four bytes. {@link StagedRecords} reads them. For
 * one thread.
 */
public final class Segments {
  static final byte FORM = 1;
  static final int NO_KEY = -1;
  private static final int FULL = 1 << 20;
  private static final int FIRST_ROOM = 8 << 10;

  private final List<byte[]> full = new ArrayList<>();
  private ByteBuffer open = ByteBuffer.allocate(FIRST_ROOM);
  private long fullSize;

  /** Adds a record. */
  public void add(@Nullable String key, byte[] value) {
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    int keyLength = keyBytes == null ? 0 : keyBytes.length;
    makeRoom(1L + 2 * Integer.BYTES + keyLength + value.length);
    if (open.position() == 0) {
      open.put(FORM);
    }
    if (keyBytes == null) {
      open.putInt(NO_KEY);
    } else {
      open.putInt(keyLength).put(keyBytes);
    }
    open.putInt(value.length).put(value);
    if (open.position() >= FULL) {
      close();
    }
  }

  private void makeRoom(long more) {
    if (more > open.remaining()) {
      int size = Math.toIntExact(Math.max(open.position() + more, 2L * open.capacity()));
      open = ByteBuffer.allocate(size).put(open.flip());
    }
  }

  private void close() {
    byte[] segment = Arrays.copyOf(open.array(), open.position());
    full.add(segment);
    fullSize += segment.length;
    open.clear();
  }

  /** How many bytes were added since {@link #take}. */
  public long size() {
    return fullSize + open.position();
  }

  /** Everything that was added, in order; begins anew. */
  public List<byte[]> take() {
    if (open.position() > 0) {
      close();
    }
    List<byte[]> taken = List.copyOf(full);
    full.clear();
    fullSize = 0;
    return taken;
  }
}
