package dev.potoroo.samples;

import dev.potoroo.Codec;
import dev.potoroo.Source;
import dev.potoroo.connector.file.FileSource;
import dev.potoroo.connector.framing.Framing;
import java.nio.ByteBuffer;

/** Unsigned numbers of 8 bytes, big-endian, as a Java {@code long} has them. */
final class Numbers {
  static final Codec<Long> U64 = Codec.of(Numbers::decode, Numbers::encode);

  private Numbers() {}

  /** A source of such numbers, by default some that come with the samples. */
  static Source<Long> source(String name) {
    return Source.named(name, U64)
        .from(FileSource.resource(Numbers.class, "numbers.bin").framing(Framing.LENGTH_4));
  }

  private static Long decode(byte[] raw) {
    if (raw.length != Long.BYTES) {
      throw new IllegalArgumentException("a number has 8 bytes, this has [" + raw.length + "]");
    }
    return ByteBuffer.wrap(raw).getLong();
  }

  private static byte[] encode(Long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
