package dev.potoroo.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Random input for {@link TimedSteps}, and what must come of it. */
final class TimedInput {
  private static final int KEYS = 100;
  private static final int FIRES = 12;
  private static final long BEGIN = 1_000_000_000_000L;

  private final Path directory;
  private final List<Path> files = new ArrayList<>();
  private final Map<String, TreeMap<Long, Long>> windows = new HashMap<>();

  private TimedInput(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes files, all of the same stretch of time.
   *
   * @param records in each of them
   */
  static TimedInput write(Path directory, int files, int records, Random random) {
    TimedInput input = new TimedInput(directory);
    try {
      Files.writeString(input.fires(), "one more\n".repeat(FIRES));
      for (int i = 0; i < files; i++) {
        Path file = directory.resolve("input-" + i + ".txt");
        Files.writeString(file, input.lines(records, random));
        input.files.add(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return input;
  }

  private CharSequence lines(int records, Random random) {
    StringBuilder text = new StringBuilder();
    long now = BEGIN;
    for (int i = 0; i < records; i++) {
      now += random.nextInt(3);
      String key = "k" + random.nextInt(KEYS);
      long at = now - random.nextInt(TimedSteps.OUT_OF_ORDER);
      text.append(key).append(' ').append(at).append('\n');
      TreeMap<Long, Long> ofKey = windows.computeIfAbsent(key, k -> new TreeMap<>());
      for (long start = at - at % TimedSteps.SLIDE; start > at - TimedSteps.SIZE; ) {
        ofKey.merge(start + TimedSteps.SIZE, 1L, Long::sum);
        start -= TimedSteps.SLIDE;
      }
    }
    return text;
  }

  private Path fires() {
    return directory.resolve("fires.txt");
  }

  /** Settings for a node that reads it, and goes on when it has. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("rounds.interval", "50ms");
    // When all input was read, timers by the clock still have to fire.
    settings.put("keep-running", true);
    settings.put("timers.read-ahead", 50);
    settings.put("bindings.lines.connector", "file");
    for (int i = 0; i < files.size(); i++) {
      settings.put("bindings.lines.path." + i, files.get(i));
    }
    settings.put("bindings.fires.connector", "file");
    settings.put("bindings.fires.path", fires());
    return settings;
  }

  /** What is to come out, by its {@link #stream}, in order. */
  Map<String, List<String>> expected() {
    Map<String, List<String>> expected = new TreeMap<>();
    windows.forEach(
        (key, ofKey) -> {
          List<String> results = new ArrayList<>();
          ofKey.forEach((end, count) -> results.add(key + " window " + end + " " + count));
          expected.put(key + " window", results);
          List<String> timers = new ArrayList<>();
          for (int n = 1; n <= FIRES; n++) {
            timers.add(key + " timer " + n);
          }
          expected.put(key + " timer", timers);
        });
    return expected;
  }

  /** What comes in order: the windows, or the timers, of one key. */
  static String stream(String line) {
    String[] parts = line.split(" ");
    return parts[0] + " " + parts[1];
  }

  /** Tells which comes first, of one stream. */
  static long place(String line) {
    return Long.parseLong(line.split(" ")[2]);
  }
}
