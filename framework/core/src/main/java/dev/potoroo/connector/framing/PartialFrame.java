package dev.potoroo.connector.framing;

import java.util.Arrays;

/** The bytes of a frame that has begun. Grows with what has come, not with what was announced. */
final class PartialFrame {
  private static final byte[] NONE = {};
  private static final int SMALLEST = 256;

  private byte[] bytes = NONE;
  private int size;

  int size() {
    return size;
  }

  /** Adds {@code count} bytes, or fewer so that there are at most {@code limit}. */
  void append(byte[] from, int start, int count, int limit) {
    int kept = Math.min(count, limit - size);
    if (kept <= 0) {
      return;
    }
    ensure(size + kept, limit);
    System.arraycopy(from, start, bytes, size, kept);
    size += kept;
  }

  /** Forgets all but the first {@code count} bytes. */
  void truncate(int count) {
    if (size > count) {
      bytes = Arrays.copyOf(bytes, count);
      size = count;
    }
  }

  /** The first {@code count} bytes, or as many as there are; empties this. */
  byte[] take(int count) {
    int taken = Math.min(count, size);
    byte[] result = taken == bytes.length ? bytes : Arrays.copyOf(bytes, taken);
    bytes = NONE;
    size = 0;
    return result;
  }

  private void ensure(int needed, int limit) {
    if (needed > bytes.length) {
      long doubled = Math.max(SMALLEST, 2L * bytes.length);
      int capacity = (int) Math.min(limit, Math.max(needed, doubled));
      bytes = Arrays.copyOf(bytes, capacity);
    }
  }
}
