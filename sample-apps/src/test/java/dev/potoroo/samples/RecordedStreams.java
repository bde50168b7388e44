package dev.potoroo.samples;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Streams with known answers, in the folder that {@code -Dtest.data} names. */
final class RecordedStreams {
  private RecordedStreams() {}

  /** A file of that folder; skips the calling test if the folder was not told. */
  static Path file(String name) {
    String folder = System.getProperty("test.data");
    Assumptions.assumeTrue(
        folder != null, "needs recorded streams: add -Dtest.data=<folder> to run this test");
    Path file = Path.of(folder, name);
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("-Dtest.data: there is no [" + file + "]");
    }
    return file;
  }

  /** A JSON object of numbers. */
  static Map<String, Long> numbers(Path file) throws IOException {
    Map<String, Long> numbers = new HashMap<>();
    new ObjectMapper()
        .readTree(file.toFile())
        .properties()
        .forEach(entry -> numbers.put(entry.getKey(), entry.getValue().longValue()));
    return numbers;
  }
}
