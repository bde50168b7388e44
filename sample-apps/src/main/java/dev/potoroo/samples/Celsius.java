package dev.potoroo.samples;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.file.FileSource;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.connector.log.LogSink;
import java.nio.ByteBuffer;
import org.slf4j.event.Level;

/** Converts temperatures from degrees Celsius to Fahrenheit. */
public final class Celsius implements Pipeline {
  /** A temperature as a big-endian float of 4 bytes. */
  static final Codec<Float> DEGREES = Codec.of(Celsius::decode, Celsius::encode);

  // #region define
  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("celsius", DEGREES)
                .from(FileSource.resource(Celsius.class, "celsius.bin").framing(Framing.LENGTH_4)))
        .map(celsius -> celsius * 1.8f + 32)
        .to(Sink.named("fahrenheit", DEGREES).into(LogSink.at(Level.INFO)));
  }

  // #endregion

  private static Float decode(byte[] raw) {
    if (raw.length != Float.BYTES) {
      throw new IllegalArgumentException(
          "a temperature has 4 bytes, this has [" + raw.length + "]");
    }
    return ByteBuffer.wrap(raw).getFloat();
  }

  private static byte[] encode(Float degrees) {
    return ByteBuffer.allocate(Float.BYTES).putFloat(degrees).array();
  }
}
