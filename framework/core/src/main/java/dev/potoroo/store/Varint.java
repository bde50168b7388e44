package dev.potoroo.store;

/** Numbers as bytes: those that are mostly small take few. */
final class Varint {
  private Varint() {}

  static int size(long value) {
    // Seven bits a byte; 0 takes one byte too.
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  static int put(long value, byte[] into, int at) {
    int next = at;
    long left = value;
    while ((left & ~0x7FL) != 0) {
      into[next++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    into[next++] = (byte) left;
    return next;
  }

  static int putFixed(int value, byte[] into, int at) {
    into[at] = (byte) value;
    into[at + 1] = (byte) (value >> 8);
    into[at + 2] = (byte) (value >> 16);
    into[at + 3] = (byte) (value >> 24);
    return at + 4;
  }

  static int fixed(byte[] from, int at) {
    return from[at] & 0xFF
        | (from[at + 1] & 0xFF) << 8
        | (from[at + 2] & 0xFF) << 16
        | (from[at + 3] & 0xFF) << 24;
  }

  static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  static long unzigzag(long value) {
    return value >>> 1 ^ -(value & 1);
  }

  /** Reads one number after the other. */
  static final class Reader {
    private final byte[] bytes;
    private int position;

    Reader(byte[] bytes, int position) {
      this.bytes = bytes;
      this.position = position;
    }

    int position() {
      return position;
    }

    void skip(int count) {
      position += count;
    }

    byte nextByte() {
      return bytes[position++];
    }

    int nextFixed() {
      position += 4;
      return fixed(bytes, position - 4);
    }

    long next() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte part = bytes[position++];
        value |= (part & 0x7FL) << shift;
        if (part >= 0) {
          return value;
        }
      }
      throw new IndexOutOfBoundsException("a number does not end");
    }
  }
}
