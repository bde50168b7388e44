package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkContext;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of a sink that nodes have written which may be gone: what they did not commit is taken back
 * here, if the files are. Only those whose path differs from this node's in {@code {node}} alone
 * are touched.
 */
final class AbandonedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedFiles.class);

  private final SinkContext context;
  private final Committed committed;
  private final Pattern names;
  private final String own;

  /**
   * The files that other nodes have written.
   *
   * @param pattern the path as configured
   */
  AbandonedFiles(SinkContext context, Committed committed, String pattern) {
    this.context = context;
    this.committed = committed;
    this.own = FileSink.named(pattern, context.node());
    this.names =
        Pattern.compile(
            Stream.of(pattern.split(Pattern.quote(FileSink.NODE), -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[^/\\\\]+")));
  }

  void takeBack() throws IOException {
    if (names.pattern().equals(Pattern.quote(own))) {
      return;
    }
    Set<String> all = new LinkedHashSet<>(noted());
    committed.entries().forEach(entry -> all.add(entry.path()));
    for (String name : all) {
      if (!name.equals(own) && names.matcher(name).matches()) {
        takeBack(name);
      }
    }
  }

  private void takeBack(String name) {
    Path path = Path.of(name);
    try {
      Optional<OutputFile> unused = OutputFile.openUnused(path);
      if (unused.isPresent()) {
        try (OutputFile file = unused.get()) {
          takeBack(name, file);
        }
      }
    } catch (IOException e) {
      LOG.warn(
          "sink [{}]: what was not committed to file [{}] could not be taken back: {}",
          context.sink(),
          path,
          e.toString());
    }
  }

  private void takeBack(String name, OutputFile file) throws IOException {
    Optional<FirstRoundNote> note =
        FirstRoundNote.read(file.path()).filter(found -> found.sink().equals(context.sink()));
    if (note.isPresent() && committed.upholds(note.get(), name)) {
      FileRecovery.cut(context.sink(), file, note.get().base());
      return;
    }
    Optional<FileToken> token = committed.fitting(name, file);
    if (token.isPresent()) {
      FileRecovery.cut(context.sink(), file, token.get().length());
    }
    if (note.isPresent()) {
      FirstRoundNote.delete(file.path());
    }
  }

  /** The names of files beside this node's that have a note. */
  private List<String> noted() throws IOException {
    List<String> names = new ArrayList<>();
    Path beside = Path.of(own).resolveSibling(".");
    if (!Files.isDirectory(beside)) {
      return names;
    }
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(beside, ".*")) {
      for (Path found : directory) {
        FirstRoundNote.fileOf(found)
            .map(file -> Path.of(own).resolveSibling(file.getFileName()).toString())
            .ifPresent(names::add);
      }
    }
    return names;
  }
}
