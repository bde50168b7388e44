package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkGeneration;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one node that a rolling sink writes. One that is not finished has {@link Roll#OPEN}
 * after its name: whoever reads the others sees committed records alone.
 */
final class RollingFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RollingFiles.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final String sink;
  private final String pattern;

  /**
   * Makes one.
   *
   * @param pattern the path with {@link Roll#NUMBER}, of this node
   */
  RollingFiles(String sink, String pattern) {
    this.sink = sink;
    this.pattern = pattern;
  }

  Path finished(int number) {
    return Path.of(Roll.named(pattern, number));
  }

  private Path unfinished(int number) {
    return Path.of(Roll.named(pattern, number) + Roll.OPEN);
  }

  /** Opens a file that is to be written; it is empty, or goes on at its end. */
  OutputFile open(int number) throws IOException {
    return OutputFile.open(unfinished(number), PATIENCE);
  }

  /** Gives a file its name: all in it is committed. */
  void finish(int number) throws IOException {
    Files.move(unfinished(number), finished(number));
    Directories.of(finished(number)).force();
  }

  /** Whether what a commit knows is in these files. An empty one could be any. */
  boolean have(RollingMark mark) throws IOException {
    if (mark.token().length() == 0) {
      return false;
    }
    for (Path path : List.of(unfinished(mark.number()), finished(mark.number()))) {
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
        if (mark.token().fits(file)) {
          return true;
        }
      } catch (NoSuchFileException e) {
        // It has the other name, or neither.
      }
    }
    return false;
  }

  /**
   * Begins with files that no commit knows. What is in one that is not finished gets another name.
   *
   * @param used the highest number that was used elsewhere
   * @return the number of the first file
   */
  int begin(int used) throws IOException {
    for (Path path : found(Roll.OPEN).values()) {
      try (OutputFile file = OutputFile.open(path, PATIENCE)) {
        setAside(file);
      }
    }
    NavigableMap<Integer, Path> all = found("");
    return Math.max(used, all.isEmpty() ? 0 : all.lastKey()) + 1;
  }

  private void setAside(OutputFile file) throws IOException {
    Path path = file.path();
    if (file.size() == 0) {
      Files.delete(path);
      return;
    }
    Path aside =
        path.resolveSibling(
            path.getFileName() + ".abandoned-" + UUID.randomUUID().toString().substring(0, 8));
    LOG.warn("sink [{}]: no commit knows [{}]; it is called [{}] now", sink, path, aside);
    Files.move(path, aside);
  }

  /**
   * Takes back what was not committed, and finishes what is.
   *
   * @return the number of the file to go on with
   */
  int recover(RollingMark mark) throws IOException {
    NavigableMap<Integer, Path> open = found(Roll.OPEN);
    for (int number : open.headMap(mark.number()).keySet()) {
      finish(number);
    }
    for (Path path : open.tailMap(mark.number(), false).values()) {
      LOG.info("sink [{}]: nothing in file [{}] was committed; it is removed", sink, path);
      Files.delete(path);
    }
    boolean isOpen = open.containsKey(mark.number());
    // One that is full may have been finished, and taken away by whoever reads it.
    if (!isOpen && (mark.full() || Files.exists(finished(mark.number())))) {
      return mark.number() + 1;
    }
    try (OutputFile file = open(mark.number())) {
      requireIntact(file, mark.token());
      FileRecovery.cut(sink, file, mark.token().length());
    }
    if (mark.full()) {
      finish(mark.number());
    }
    return mark.next();
  }

  private static void requireIntact(OutputFile file, FileToken token) throws IOException {
    if (!token.fits(file.channel())) {
      String problem =
          file.size() < token.length()
              ? "has " + file.size() + " bytes, but " + token.length() + " were committed"
              : "does not hold what was committed, up to byte " + token.length();
      throw new IOException(
          "file ["
              + file.path()
              + "] "
              + problem
              + ": it was removed, cut or edited. Put it back as it was.");
    }
  }

  /**
   * Finishes what another node has left, which has no file of a name that others have too.
   *
   * @return false if it still writes
   */
  boolean finishFor(RollingMark mark, SinkGeneration generation) throws IOException {
    boolean all = true;
    for (Map.Entry<Integer, Path> one : found(Roll.OPEN).entrySet()) {
      Optional<OutputFile> unused = OutputFile.openUnused(one.getValue());
      if (unused.isEmpty()) {
        all = false;
        continue;
      }
      try (OutputFile file = unused.get()) {
        generation.requireLatest();
        if (one.getKey() > mark.number()) {
          Files.delete(file.path());
        } else if (one.getKey() < mark.number()) {
          finish(file, one.getKey(), file.size());
        } else if (file.size() > 0 && mark.token().fits(file.channel())) {
          finish(file, one.getKey(), mark.token().length());
        }
      }
    }
    return all;
  }

  private void finish(OutputFile file, int number, long length) throws IOException {
    FileRecovery.cut(sink, file, length);
    if (length > 0) {
      file.channel().force(true);
      finish(number);
    }
  }

  private NavigableMap<Integer, Path> found(String suffix) throws IOException {
    NavigableMap<Integer, Path> found = new TreeMap<>();
    Path directory = finished(1).toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return found;
    }
    String[] parts =
        Path.of(pattern).getFileName().toString().split(Pattern.quote(Roll.NUMBER), -1);
    Pattern name =
        Pattern.compile(Pattern.quote(parts[0]) + "(\\d{6,9})" + Pattern.quote(parts[1] + suffix));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Matcher matcher = name.matcher(file.getFileName().toString());
        if (matcher.matches()) {
          found.put(Integer.valueOf(matcher.group(1)), file);
        }
      }
    }
    return found;
  }
}
