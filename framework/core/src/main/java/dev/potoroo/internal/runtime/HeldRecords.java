package dev.potoroo.internal.runtime;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records of one key that are not handled for now, encoded and in order. They are kept in chunks,
 * each of which is stored by itself: what is added or taken writes one chunk and not all, and
 * chunks that the store has need not be in memory. Plain logic; for one thread.
 */
final class HeldRecords {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int CHUNK_RECORDS = 1024;
  private static final int OVERHEAD = 24;

  private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  private final List<Integer> removed = new ArrayList<>();
  private int nextChunk;
  private int skip;
  private long head;
  private long count;
  private long bytes;

  private static final class Chunk {
    final int number;
    @Nullable List<byte[]> records;
    long bytes;
    boolean changed;
    boolean stored;

    Chunk(int number, @Nullable List<byte[]> records) {
      this.number = number;
      this.records = records;
      this.stored = records == null;
    }

    boolean full() {
      return records == null || bytes >= CHUNK_BYTES || records.size() >= CHUNK_RECORDS;
    }
  }

  /**
   * Which records there are, for {@link #restored}.
   *
   * @param firstChunk the number of the first chunk
   * @param nextChunk the number after the last one
   * @param skip how many records of the first chunk are not held any more
   * @param head the number of the first record that is held, counted from 0 since the first that
   *     ever was
   * @param count how many records are held
   */
  record Extent(int firstChunk, int nextChunk, int skip, long head, long count) {}

  /** What is stored; none of its chunks is in memory. */
  static HeldRecords restored(Extent extent) {
    HeldRecords held = new HeldRecords();
    for (int number = extent.firstChunk(); number < extent.nextChunk(); number++) {
      held.chunks.add(new Chunk(number, null));
    }
    held.nextChunk = extent.nextChunk();
    held.skip = extent.skip();
    held.head = extent.head();
    held.count = extent.count();
    return held;
  }

  Extent extent() {
    Chunk first = chunks.peekFirst();
    return new Extent(first == null ? nextChunk : first.number, nextChunk, skip, head, count);
  }

  long count() {
    return count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** About how much memory they take. */
  long bytes() {
    return bytes;
  }

  /** The number of the first record: it grows with each one that is taken. */
  long headNumber() {
    return head;
  }

  void add(byte[] record) {
    Chunk last = chunks.peekLast();
    if (last == null || last.full()) {
      last = new Chunk(nextChunk++, new ArrayList<>());
      chunks.add(last);
    }
    Objects.requireNonNull(last.records).add(record);
    grow(last, record.length + OVERHEAD);
    last.changed = true;
    count++;
  }

  private void grow(Chunk chunk, long by) {
    chunk.bytes += by;
    bytes += by;
  }

  /** The number of the chunk that must be loaded before the head can be seen; empty if none. */
  @Nullable Integer missing() {
    Chunk first = chunks.peekFirst();
    return first != null && first.records == null ? first.number : null;
  }

  /** The first record, whose chunk must be in memory. */
  byte[] head() {
    return inMemory().get(skip);
  }

  private List<byte[]> inMemory() {
    Chunk first = chunks.peekFirst();
    if (first == null || first.records == null) {
      throw new IllegalStateException("the first held record is not in memory");
    }
    return first.records;
  }

  /** The first records, as far as they are in the first chunk, which must be in memory. */
  List<byte[]> first(int limit) {
    if (isEmpty()) {
      return List.of();
    }
    List<byte[]> records = inMemory();
    return List.copyOf(records.subList(skip, (int) Math.min(records.size(), (long) skip + limit)));
  }

  void replaceHead(byte[] record) {
    Chunk first = Objects.requireNonNull(chunks.peekFirst());
    byte[] before = inMemory().set(skip, record);
    grow(first, (long) record.length - before.length);
    first.changed = true;
  }

  void removeHead() {
    int size = inMemory().size();
    skip++;
    head++;
    count--;
    if (skip == size) {
      Chunk first = chunks.remove();
      bytes -= first.bytes;
      skip = 0;
      if (first.stored) {
        removed.add(first.number);
      }
    }
  }

  /**
   * The chunks that have changed since this was called last, by number; null for one that is not
   * there any more.
   */
  Map<Integer, byte @Nullable []> takeChanges() {
    Map<Integer, byte @Nullable []> changes = new LinkedHashMap<>();
    removed.forEach(number -> changes.put(number, null));
    removed.clear();
    for (Chunk chunk : chunks) {
      List<byte[]> records = chunk.records;
      if (chunk.changed && records != null) {
        changes.put(chunk.number, encoded(records));
        chunk.changed = false;
        chunk.stored = true;
      }
    }
    return changes;
  }

  /**
   * Lets all chunks leave memory that have not changed since {@link #takeChanges}, whose changes
   * must be committed.
   *
   * @param all also the first one, which is needed next
   */
  void spill(boolean all) {
    Chunk kept = all ? null : chunks.peekFirst();
    for (Chunk chunk : chunks) {
      if (chunk != kept && !chunk.changed && chunk.stored && chunk.records != null) {
        chunk.records = null;
        bytes -= chunk.bytes;
        chunk.bytes = 0;
      }
    }
  }

  /**
   * A chunk has come from the store.
   *
   * @throws IllegalArgumentException if it is not what was stored
   */
  void loaded(int number, byte[] stored) {
    Chunk first = chunks.peekFirst();
    if (first == null || first.number != number || first.records != null) {
      return;
    }
    List<byte[]> records = decoded(stored);
    if (records.size() <= skip) {
      throw new IllegalArgumentException("a chunk of held records has fewer than it should");
    }
    first.records = records;
    records.forEach(record -> grow(first, record.length + OVERHEAD));
  }

  private static byte[] encoded(List<byte[]> records) {
    int size = records.stream().mapToInt(record -> Integer.BYTES + record.length).sum();
    ByteBuffer out = ByteBuffer.allocate(size);
    records.forEach(record -> out.putInt(record.length).put(record));
    return out.array();
  }

  private static List<byte[]> decoded(byte[] stored) {
    ByteBuffer in = ByteBuffer.wrap(stored);
    List<byte[]> records = new ArrayList<>();
    while (in.hasRemaining()) {
      int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new IllegalArgumentException("a chunk of held records is cut off");
      }
      byte[] record = new byte[length];
      in.get(record);
      records.add(record);
    }
    return records;
  }
}
