package dev.potoroo.samples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where a run keeps what it stores.
 *
 * @param kept whether another run will want it
 */
public record WorkingDirectory(Path path, boolean kept) implements AutoCloseable {

  /** A new one, unless the run is one of several lives, which share theirs. */
  public static WorkingDirectory of(BenchOptions options) throws IOException {
    Path given = options.lifeIn;
    return given == null
        ? new WorkingDirectory(Files.createTempDirectory("potoroo-bench"), false)
        : new WorkingDirectory(given, true);
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
