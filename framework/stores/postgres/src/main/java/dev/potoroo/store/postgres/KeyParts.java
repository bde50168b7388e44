package dev.potoroo.store.postgres;

import dev.potoroo.store.StoredKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A key as the table has it. An index takes no more than some 2 700 bytes, a key may have a
 * million: the index has the first bytes, by which it sorts, and a hash of the rest.
 */
record KeyParts(byte[] head, byte[] tailHash, byte[] tail) {
  static final int HEAD_SIZE = 512;
  private static final byte[] NONE = {};
  private static final byte[] ABOVE_ALL_HEADS = above();

  static KeyParts of(String key) {
    return of(StoredKey.encode(key));
  }

  static KeyParts of(byte[] bytes) {
    if (bytes.length <= HEAD_SIZE) {
      return new KeyParts(bytes, NONE, NONE);
    }
    byte[] tail = Arrays.copyOfRange(bytes, HEAD_SIZE, bytes.length);
    return new KeyParts(Arrays.copyOf(bytes, HEAD_SIZE), sha256(tail), tail);
  }

  /** The key whose parts these are. */
  static String key(byte[] head, byte[] tail) {
    byte[] bytes = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, bytes, head.length, tail.length);
    return StoredKey.decode(bytes);
  }

  /** The first head after all those that begin with this one. */
  byte[] headAfter() {
    for (int last = head.length - 1; last >= 0; last--) {
      if (head[last] != (byte) 0xFF) {
        byte[] next = Arrays.copyOf(head, last + 1);
        next[last]++;
        return next;
      }
    }
    return ABOVE_ALL_HEADS;
  }

  int size() {
    return head.length + tailHash.length + tail.length;
  }

  private static byte[] above() {
    byte[] bytes = new byte[HEAD_SIZE + 1];
    Arrays.fill(bytes, (byte) 0xFF);
    return bytes;
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }
}
