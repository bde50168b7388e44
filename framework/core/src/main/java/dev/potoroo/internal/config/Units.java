package dev.potoroo.internal.config;

import java.time.Duration;
import java.util.List;

/** Sizes and durations as a user would write them. */
final class Units {
  private static final List<String> SIZES = List.of("B", "KiB", "MiB", "GiB", "TiB");

  private Units() {}

  static String size(long bytes) {
    int unit = 0;
    long number = bytes;
    while (number != 0 && number % 1024 == 0 && unit < SIZES.size() - 1) {
      number /= 1024;
      unit++;
    }
    return number + " " + SIZES.get(unit);
  }

  static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0 || seconds == 0) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    return minutes % 60 != 0 ? minutes + "m" : minutes / 60 + "h";
  }
}
