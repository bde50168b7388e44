package dev.potoroo.internal.runtime;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a key must be: not empty, not too large, and valid Unicode, so that it can be written
 * anywhere.
 */
final class Keys {
  private Keys() {}

  /** What is wrong with a key, or null. */
  static @Nullable String faultOf(@Nullable String key, int maxSize) {
    if (key == null) {
      return "the key is null";
    }
    int length = key.length();
    if (length == 0) {
      return "the key is empty";
    }
    // A char takes at most 3 bytes in UTF-8, so that most keys need not be counted.
    if (length > maxSize / 3 && key.getBytes(StandardCharsets.UTF_8).length > maxSize) {
      return "the key is larger than potoroo.max-key-size [" + maxSize + " bytes]";
    }
    for (int i = 0; i < length; i++) {
      if (Character.isSurrogate(key.charAt(i))) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(key)
            ? null
            : "the key is not valid Unicode (a lone surrogate)";
      }
    }
    return null;
  }
}
