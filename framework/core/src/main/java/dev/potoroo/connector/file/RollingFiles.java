package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkGeneration;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
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

  /** What commits know the files of a node by. */
  static String key(String node, String path) {
    return "rolling:" + node + ":" + path;
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

  /**
   * Takes back what was not committed, and finishes what is.
   *
   * @return where to go on
   */
  Roll.Mark recover(Optional<Roll.Mark> committed) throws IOException {
    NavigableMap<Integer, Path> open = found(Roll.OPEN);
    if (committed.isEmpty()) {
      for (Path path : open.values()) {
        Path aside =
            path.resolveSibling(
                path.getFileName() + ".abandoned-" + UUID.randomUUID().toString().substring(0, 8));
        LOG.warn("sink [{}]: no commit knows [{}]; it is called [{}] now", sink, path, aside);
        Files.move(path, aside);
      }
      NavigableMap<Integer, Path> all = found("");
      return new Roll.Mark(all.isEmpty() ? 1 : all.lastKey() + 1, 0);
    }
    Roll.Mark mark = committed.get();
    for (int number : open.headMap(mark.number()).keySet()) {
      finish(number);
    }
    for (Path path : open.tailMap(mark.number(), false).values()) {
      LOG.info("sink [{}]: nothing in file [{}] was committed; it is removed", sink, path);
      Files.delete(path);
    }
    return cut(mark, open.containsKey(mark.number()));
  }

  private Roll.Mark cut(Roll.Mark mark, boolean isThere) throws IOException {
    if (!isThere && Files.exists(finished(mark.number()))) {
      // Another node has finished it.
      return new Roll.Mark(mark.number() + 1, 0);
    }
    try (OutputFile file = open(mark.number())) {
      if (file.size() < mark.length()) {
        throw new IOException(
            "file ["
                + file.path()
                + "] has "
                + file.size()
                + " bytes, but "
                + mark.length()
                + " were committed: it was removed, or cut. Put it back as it was.");
      }
      FileRecovery.cut(sink, file, mark.length());
    }
    return mark;
  }

  /**
   * What other nodes have left that take no part any more: see {@link AbandonedFiles}, whose rules
   * hold here too.
   *
   * @param path as configured
   */
  static Abandoned abandoned(SinkContext context, String path) {
    Map<String, String> committed = context.committed().orElseThrow();
    Map<String, Abandoned.Leftover> found = new LinkedHashMap<>();
    boolean distinct = path.contains(FileSink.NODE);
    if (!distinct && committed.containsKey(key(context.node(), path))) {
      // The files of other nodes have the names of this one's, and are on other machines.
      return new Abandoned(context.sink(), found);
    }
    Pattern form = Pattern.compile("rolling:(.+):" + Pattern.quote(path));
    committed.forEach(
        (key, text) -> {
          Matcher matcher = form.matcher(key);
          Optional<Roll.Mark> mark = Roll.Mark.parse(text);
          if (matcher.matches()
              && mark.isPresent()
              && !context.generation().nodes().contains(matcher.group(1))) {
            String name = FileSink.named(path, matcher.group(1));
            RollingFiles files = new RollingFiles(context.sink(), name);
            found.put(key, () -> files.finishFor(mark.get(), distinct, context.generation()));
          }
        });
    return new Abandoned(context.sink(), found);
  }

  /**
   * Finishes what another node has left.
   *
   * @param distinct whether no other node has files of these names: if one may, only that file is
   *     touched which the mark is of
   * @return false if it still writes
   */
  private boolean finishFor(Roll.Mark mark, boolean distinct, SinkGeneration generation)
      throws IOException {
    int last = mark.number();
    int first = distinct ? 1 : last;
    boolean all = true;
    for (Map.Entry<Integer, Path> one :
        found(Roll.OPEN).subMap(first, true, last, true).entrySet()) {
      Optional<OutputFile> unused = OutputFile.openUnused(one.getValue());
      if (unused.isEmpty()) {
        all = false;
        continue;
      }
      try (OutputFile file = unused.get()) {
        long length = one.getKey() < last ? file.size() : mark.length();
        if (file.size() > 0 && file.size() >= length && (distinct || length > 0)) {
          generation.requireLatest();
          finish(file, one.getKey(), length);
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
