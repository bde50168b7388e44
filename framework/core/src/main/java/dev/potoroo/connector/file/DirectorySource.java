package dev.potoroo.connector.file;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the files of a directory, and those that come there later; never ends. Each file is a
 * partition, which is read once, from its beginning to its end.
 *
 * <pre>{@code
 * Source.named("orders", codec).from(DirectorySource.of("in").matching("*.jsonl"))
 * }</pre>
 *
 * <p>A file must be complete when it gets a name that matches: write it under another name, and
 * rename it. It may be moved away when it was read; until then, all that was said of files in
 * {@link FileSource} holds. In a cluster the directory must be the same on every node. What ends in
 * {@code .gz} is decompressed. Immutable.
 */
public final class DirectorySource implements SourceConnector {
  static final Duration EVERY = Duration.ofSeconds(5);

  /** Each file that is read has a thread, and a place in each commit. */
  private static final int MAX_FILES = 1_000;

  private final Path directory;
  private final String pattern;
  private final FileFormat format;
  private final Duration every;

  private DirectorySource(Path directory, String pattern, FileFormat format, Duration every) {
    this.directory = directory;
    this.pattern = pattern;
    this.format = format;
    this.every = every;
  }

  /** Lines of all files of a directory; a relative path starts at the working directory. */
  public static DirectorySource of(String directory) {
    return new DirectorySource(Path.of(directory), "*", FileFormat.LINES, EVERY);
  }

  /** Of those files alone whose names match, such as {@code *.jsonl} or {@code *.{csv,csv.gz}}. */
  public DirectorySource matching(String pattern) {
    directory.getFileSystem().getPathMatcher("glob:" + pattern);
    return new DirectorySource(directory, pattern, format, every);
  }

  /** With another framing than lines. */
  public DirectorySource framing(Framing framing) {
    return new DirectorySource(directory, pattern, format.withFraming(framing), every);
  }

  /** Passes over the first line of each file, which names columns. */
  public DirectorySource header() {
    return new DirectorySource(directory, pattern, format.withHeader(), every);
  }

  /** Looks for new files that often. */
  public DirectorySource discovering(Duration every) {
    if (every.isZero() || every.isNegative()) {
      throw new IllegalArgumentException("discovery [" + every + "] must be positive.");
    }
    return new DirectorySource(directory, pattern, format, every);
  }

  @Override
  public String describe() {
    return "files " + directory.resolve(pattern);
  }

  @Override
  public List<String> partitions() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "["
              + directory
              + "] is no directory. Create it or correct the path; a relative path starts at ["
              + Path.of("").toAbsolutePath()
              + "].");
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, pattern)) {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          names.add(file.getFileName().toString());
        }
      }
    }
    if (names.size() > MAX_FILES) {
      throw new IOException(
          "directory ["
              + directory
              + "] has ["
              + names.size()
              + "] files that match, and may have ["
              + MAX_FILES
              + "]. Move those away that were read.");
    }
    names.sort(null);
    return names;
  }

  @Override
  public int number(String partition) {
    return partition.hashCode() & Integer.MAX_VALUE;
  }

  @Override
  public Optional<Duration> discovery() {
    return Optional.of(every);
  }

  @Override
  public Scope scope() {
    return Scope.CLUSTER;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public SourceReader open(SourceContext context) throws IOException {
    String path = directory.resolve(context.partition()).toString();
    return FileReader.open(FileSource.input(path), context, format);
  }
}
