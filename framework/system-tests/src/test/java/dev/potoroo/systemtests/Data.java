package dev.potoroo.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Recorded streams with known answers, which are not part of the sources. */
final class Data {
  private Data() {}

  /** A folder of the streams; skips the test if they are not at hand. */
  static Path folder(String name) {
    String root = System.getProperty("test.data");
    assumeTrue(root != null, "the recorded streams are not here: say -Dtest.data=FOLDER");
    Path folder = Path.of(root, name);
    assumeTrue(Files.isDirectory(folder), "there is no folder [" + folder + "]");
    return folder;
  }

  /** The payloads of a file of frames with a length of four bytes. */
  static List<byte[]> frames(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
    List<byte[]> frames = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] frame = new byte[in.getInt()];
      in.get(frame);
      frames.add(frame);
    }
    return frames;
  }

  /** A JSON object of numbers. */
  static Map<String, Long> numbers(Path file) {
    Map<String, Long> numbers = new TreeMap<>();
    JsonNode json = Http.parse(Texts.read(file));
    json.properties().forEach(field -> numbers.put(field.getKey(), field.getValue().asLong()));
    return numbers;
  }

  /** Deals the elements out in turn. */
  static <T> List<List<T>> split(List<T> all, int parts) {
    List<List<T>> split = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      List<T> one = new ArrayList<>();
      for (int i = part; i < all.size(); i += parts) {
        one.add(all.get(i));
      }
      split.add(one);
    }
    return split;
  }
}
