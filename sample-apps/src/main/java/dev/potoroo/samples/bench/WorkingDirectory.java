package dev.potoroo.samples.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a run keeps what it stores. That of a run that was killed is removed by the next one.
 *
 * @param kept whether another run will want it
 */
public record WorkingDirectory(Path path, boolean kept) implements AutoCloseable {
  private static final String PREFIX = "potoroo-bench-";

  /** Has the id of the process whose it is. */
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,18})-.*");

  /** A new one, unless the run is one of several lives, which share theirs. */
  public static WorkingDirectory of(BenchOptions options) throws IOException {
    Path given = options.lifeIn;
    if (given != null) {
      return new WorkingDirectory(given, true);
    }
    Path made = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
    try (Stream<Path> all = Files.list(made.toAbsolutePath().getParent())) {
      for (Path each : all.filter(WorkingDirectory::isAbandoned).toList()) {
        removeIfNobodyElseDoes(each);
      }
    }
    return new WorkingDirectory(made, false);
  }

  private static boolean isAbandoned(Path path) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    // What another user has left is that user's to remove.
    return name.matches()
        && Files.isWritable(path)
        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }

  /** Another run may begin at the same time; what is left then, the next one removes. */
  private static void removeIfNobodyElseDoes(Path path) throws IOException {
    try {
      remove(path);
    } catch (NoSuchFileException e) {
      // That one was faster.
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof NoSuchFileException)) {
        throw e;
      }
    }
  }

  private static void remove(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      remove(path);
    }
  }
}
