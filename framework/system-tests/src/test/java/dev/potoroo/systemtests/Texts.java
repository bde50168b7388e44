package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What processes wrote. */
final class Texts {
  private Texts() {}

  static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(Path file) {
    return read(file).lines().toList();
  }

  /** The files in a directory, in order, without what sinks note beside theirs. */
  static List<Path> files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> !f.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The last number of each key in lines {@code key => number}, which must grow within a file; a
   * key must be in one file only, since its object is on one node.
   */
  static Map<String, Long> lastCounts(List<Path> files) {
    Map<String, Long> all = new TreeMap<>();
    for (Path file : files) {
      Map<String, Long> ofFile = new TreeMap<>();
      for (String line : lines(file)) {
        int arrow = line.lastIndexOf(" => ");
        String key = line.substring(0, arrow);
        long number = Long.parseLong(line.substring(arrow + 4));
        Long before = ofFile.put(key, number);
        assertThat(number).as("%s in %s", line, file).isGreaterThan(before == null ? -1 : before);
      }
      ofFile.forEach(
          (key, number) ->
              assertThat(all.put(key, number)).as("[%s] in another file", key).isNull());
    }
    return all;
  }
}
