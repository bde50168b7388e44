package dev.potoroo.store;

/**
 * A key as bytes that sort as the keys do: each UTF-16 code unit is encoded by itself, in one to
 * three bytes, so that the order of the (unsigned) bytes is that of {@link String#compareTo}. For
 * keys without supplementary characters, such as emoji, it is UTF-8.
 */
public final class StoredKey {
  private StoredKey() {}

  /** The key as bytes. */
  public static byte[] encode(String key) {
    byte[] bytes = new byte[size(key)];
    put(key, bytes, 0);
    return bytes;
  }

  /** How many bytes {@link #encode} gives. */
  public static int size(String key) {
    int length = key.length();
    int size = length;
    for (int i = 0; i < length; i++) {
      char unit = key.charAt(i);
      if (unit >= 0x80) {
        size += unit >= 0x800 ? 2 : 1;
      }
    }
    return size;
  }

  /**
   * Puts the bytes of a key at {@code at}.
   *
   * @return where they end
   */
  public static int put(String key, byte[] into, int at) {
    int next = at;
    int length = key.length();
    for (int i = 0; i < length; i++) {
      char unit = key.charAt(i);
      if (unit < 0x80) {
        into[next++] = (byte) unit;
      } else {
        next = putLong(unit, into, next);
      }
    }
    return next;
  }

  private static int putLong(char unit, byte[] into, int at) {
    int next = at;
    if (unit < 0x800) {
      into[next++] = (byte) (0xC0 | unit >> 6);
    } else {
      into[next++] = (byte) (0xE0 | unit >> 12);
      into[next++] = (byte) (0x80 | unit >> 6 & 0x3F);
    }
    into[next++] = (byte) (0x80 | unit & 0x3F);
    return next;
  }

  /**
   * The key that the bytes stand for.
   *
   * @throws IllegalArgumentException if they are not what {@link #encode} gives
   */
  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** The key that the bytes from {@code from} up to {@code to} stand for. */
  public static String decode(byte[] bytes, int from, int to) {
    StringBuilder key = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      int first = bytes[at++];
      if (first >= 0) {
        key.append((char) first);
      } else if ((first & 0xE0) == 0xC0) {
        key.append(atLeast(0x80, (first & 0x1F) << 6 | rest(bytes, at++, to)));
      } else if ((first & 0xF0) == 0xE0) {
        int middle = rest(bytes, at++, to);
        key.append(atLeast(0x800, (first & 0x0F) << 12 | middle << 6 | rest(bytes, at++, to)));
      } else {
        throw notAKey();
      }
    }
    return key.toString();
  }

  private static int rest(byte[] bytes, int at, int to) {
    if (at >= to || (bytes[at] & 0xC0) != 0x80) {
      throw notAKey();
    }
    return bytes[at] & 0x3F;
  }

  /** A code unit has one form only: the shortest. */
  private static char atLeast(int min, int unit) {
    if (unit < min) {
      throw notAKey();
    }
    return (char) unit;
  }

  private static IllegalArgumentException notAKey() {
    return new IllegalArgumentException("not the bytes of a key");
  }
}
