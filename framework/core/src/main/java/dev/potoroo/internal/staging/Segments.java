package dev.potoroo.internal.staging;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs records, in their order, into segments that are large enough for a store to keep them as a
 * few rows, and small enough for it to hold one in memory. A segment is a byte for the version of
 * the form, then for each record the length of its key (-1 for none) and the key in UTF-8, and the
 * length of the value and the value; lengths have four bytes. {@link StagedRecords} reads them.
 *
 * <p>A segment is in memory until it is published, which is long enough for a collector to take it
 * for old, and to have the system make new pages for it. So those that were {@linkplain #recycle
 * given back} are filled again. For one thread.
 */
public final class Segments {
  static final byte FORM = 1;
  static final int NO_KEY = -1;
  private static final int FULL = 1 << 20;

  /** Those of the round that is being filled, of one that is written, and of one on its way. */
  private static final int ROUNDS = 3;

  private final List<ByteBuffer> full = new ArrayList<>();
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
  private @Nullable ByteBuffer open;
  private long fullSize;

  /** Adds a record. */
  public void add(@Nullable String key, byte[] value) {
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    int keyLength = keyBytes == null ? 0 : keyBytes.length;
    ByteBuffer to = withRoom(2L * Integer.BYTES + keyLength + value.length);
    if (keyBytes == null) {
      to.putInt(NO_KEY);
    } else {
      to.putInt(keyLength).put(keyBytes);
    }
    to.putInt(value.length).put(value);
  }

  private ByteBuffer withRoom(long size) {
    ByteBuffer to = open;
    if (to != null && to.remaining() < size) {
      close(to);
      to = null;
    }
    if (to == null) {
      int needed = Math.toIntExact(1 + size);
      to = needed > FULL ? ByteBuffer.allocate(needed) : fresh();
      to.put(FORM);
      open = to;
    }
    return to;
  }

  private ByteBuffer fresh() {
    ByteBuffer used = free.poll();
    return used == null ? ByteBuffer.allocate(FULL) : used.clear();
  }

  private void close(ByteBuffer segment) {
    full.add(segment.flip());
    fullSize += segment.limit();
    open = null;
  }

  /** How many bytes were added since {@link #take}. */
  public long size() {
    return fullSize + (open == null ? 0 : open.position());
  }

  /** Everything that was added, in order, each segment up to its limit; begins anew. */
  public List<ByteBuffer> take() {
    if (open != null) {
      close(open);
    }
    List<ByteBuffer> taken = List.copyOf(full);
    full.clear();
    fullSize = 0;
    while (free.size() > ROUNDS * taken.size()) {
      free.remove();
    }
    return taken;
  }

  /** Takes back what nobody reads any more. */
  public void recycle(List<ByteBuffer> segments) {
    for (ByteBuffer segment : segments) {
      if (segment.capacity() == FULL) {
        free.add(segment);
      }
    }
  }
}
