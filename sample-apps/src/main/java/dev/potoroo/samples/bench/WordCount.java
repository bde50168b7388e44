package dev.potoroo.samples.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.potoroo.Codec;
import java.nio.ByteBuffer;

/** How often a word has been seen. */
record WordCount(String word, long count) {
  static final byte KIND = 3;
  static final Codec<WordCount> CODEC =
      Codec.of(bytes -> decode(ByteBuffer.wrap(bytes, 1, bytes.length - 1)), WordCount::encode);

  private byte[] encode() {
    byte[] text = word.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(1 + Long.BYTES + text.length)
        .put(KIND)
        .putLong(count)
        .put(text)
        .array();
  }

  static WordCount decode(ByteBuffer from) {
    long count = from.getLong();
    byte[] word = new byte[from.remaining()];
    from.get(word);
    return new WordCount(new String(word, ISO_8859_1), count);
  }
}
