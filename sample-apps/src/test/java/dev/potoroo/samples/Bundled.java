package dev.potoroo.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Input that comes with the samples, and its answers, which are beside these tests. */
final class Bundled {
  private Bundled() {}

  static byte[] bytes(String name) {
    try (InputStream in = Bundled.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no resource [" + name + "]");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8).lines().toList();
  }

  /** The records of a stream in which each has its length before it, in four bytes. */
  static List<byte[]> frames(byte[] stream) {
    ByteBuffer in = ByteBuffer.wrap(stream);
    List<byte[]> frames = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] frame = new byte[in.getInt()];
      in.get(frame);
      frames.add(frame);
    }
    return frames;
  }

  static List<byte[]> frames(String name) {
    return frames(bytes(name));
  }
}
