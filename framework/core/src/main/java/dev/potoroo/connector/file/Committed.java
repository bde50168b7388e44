package dev.potoroo.connector.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the last commit knows of a sink's files. A file is known by the node that wrote it and its
 * path as configured: the same path may lead to other files on other machines.
 */
final class Committed {
  private static final String BETWEEN = ":";

  private final Map<String, String> texts;
  private final List<Entry> entries = new ArrayList<>();

  /** What is known of one file. */
  record Entry(String node, String path, FileToken token) {}

  Committed(Map<String, String> committed) {
    texts = Map.copyOf(committed);
    committed.forEach(
        (key, text) -> {
          int end = key.indexOf(BETWEEN);
          Optional<FileToken> token = FileToken.parse(text);
          // What is no such entry was left by another connector that the sink once had.
          if (end > 0 && token.isPresent()) {
            String path = key.substring(end + BETWEEN.length());
            entries.add(new Entry(key.substring(0, end), path, token.get()));
          }
        });
    entries.sort(Comparator.comparingLong((Entry entry) -> entry.token().round()).reversed());
  }

  static String key(String node, String path) {
    return node + BETWEEN + path;
  }

  /** All that is known, latest first. */
  List<Entry> entries() {
    return entries;
  }

  /** What is known of files at this path, on whatever machine, latest first. */
  List<Entry> at(String path) {
    return entries.stream().filter(entry -> entry.path().equals(path)).toList();
  }

  Optional<FileToken> token(String node, String path) {
    return at(path).stream()
        .filter(entry -> entry.node().equals(node))
        .map(Entry::token)
        .findFirst();
  }

  /**
   * The latest that {@code file} at {@code path} fits to, whichever node and machine it is of. An
   * empty file is none: every file would fit to it.
   */
  Optional<FileToken> fitting(String path, OutputFile file) throws IOException {
    for (Entry entry : at(path)) {
      if (entry.token().length() > 0 && entry.token().fits(file.channel())) {
        return Optional.of(entry.token());
      }
    }
    return Optional.empty();
  }

  /** Whether a file at this path, on whatever machine, holds something. */
  boolean hasRecordsAt(String path) {
    return at(path).stream().anyMatch(entry -> entry.token().length() > 0);
  }

  /** Whether no commit has made a note for the file at {@code path} void. */
  boolean upholds(FirstRoundNote note, String path) {
    return note.before().equals(text(note.node(), path))
        || token(note.node(), path).filter(token -> token.length() == 0).isPresent();
  }

  /** What a note written now is to hold. */
  String text(String node, String path) {
    return texts.getOrDefault(key(node, path), FirstRoundNote.NOTHING);
  }
}
