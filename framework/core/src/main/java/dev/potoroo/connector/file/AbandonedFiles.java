package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkContext;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files of a sink that nodes have written which take no part any more: what they did not commit is
 * taken back here, if the files are. Only those whose path differs from this node's in {@code
 * {node}} alone are touched.
 *
 * <p>A file is changed with its lock held, after the store has said that no newer generation has
 * begun. What was committed to it is then what {@code committed} says, and stays so while the lock
 * is held: its node commits again only if it takes part in a newer generation and has locked the
 * file before.
 */
final class AbandonedFiles {
  private final SinkContext context;
  private final Committed committed;
  private final Pattern names;
  private final String own;

  private AbandonedFiles(SinkContext context, Committed committed, String pattern) {
    this.context = context;
    this.committed = committed;
    this.own = FileSink.named(pattern, context.node());
    this.names =
        Pattern.compile(
            Stream.of(pattern.split(Pattern.quote(FileSink.NODE), -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[^/\\\\]+")));
  }

  /**
   * Those that commits or notes know of.
   *
   * @param pattern the path as configured
   */
  static Abandoned of(SinkContext context, Committed committed, String pattern) throws IOException {
    return new Abandoned(
        context.sink(), new AbandonedFiles(context, committed, pattern).find(pattern));
  }

  private Map<String, Abandoned.Leftover> find(String pattern) throws IOException {
    if (names.pattern().equals(Pattern.quote(own))) {
      return Map.of();
    }
    Set<String> all = new LinkedHashSet<>(noted());
    committed.entries().forEach(entry -> all.add(entry.path()));
    // They do so themselves.
    context.generation().nodes().forEach(node -> all.remove(FileSink.named(pattern, node)));
    all.remove(own);
    Map<String, Abandoned.Leftover> found = new LinkedHashMap<>();
    for (String name : all) {
      if (names.matcher(name).matches()) {
        found.put(name, () -> takeBack(name));
      }
    }
    return found;
  }

  private boolean takeBack(String name) throws IOException {
    Path path = Path.of(name);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    Optional<OutputFile> unused = OutputFile.openUnused(path);
    if (unused.isEmpty()) {
      return false;
    }
    try (OutputFile file = unused.get()) {
      takeBack(name, file);
    }
    return true;
  }

  private void takeBack(String name, OutputFile file) throws IOException {
    Optional<FirstRoundNote> note =
        FirstRoundNote.read(file.path()).filter(found -> found.sink().equals(context.sink()));
    boolean upheld = note.isPresent() && committed.upholds(note.get(), name);
    Optional<Long> length =
        upheld
            ? note.map(FirstRoundNote::base)
            : committed.fitting(name, file).map(FileToken::length);
    boolean more = length.isPresent() && file.size() > length.get();
    boolean isVoid = note.isPresent() && !upheld;
    if (more || isVoid) {
      context.generation().requireLatest();
    }
    if (more) {
      FileRecovery.cut(context.sink(), file, length.get());
    }
    if (isVoid) {
      FirstRoundNote.delete(file.path());
    }
  }

  /** The names of files beside this node's that have a note. */
  private List<String> noted() throws IOException {
    List<String> found = new ArrayList<>();
    Path beside = Path.of(own).resolveSibling(".");
    if (!Files.isDirectory(beside)) {
      return found;
    }
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(beside, ".*")) {
      for (Path hidden : directory) {
        FirstRoundNote.fileOf(hidden)
            .map(file -> Path.of(own).resolveSibling(file.getFileName()).toString())
            .ifPresent(found::add);
      }
    }
    return found;
  }
}
