package dev.potoroo.testkit;

import dev.potoroo.DeadLetter;
import dev.potoroo.JacksonSupport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Where the nodes of a test keep their dead letters. Made when there is the first one. */
final class DeadLetterFolder {
  private final Path path =
      Path.of(System.getProperty("java.io.tmpdir"), "potoroo-test-" + UUID.randomUUID());

  Path path() {
    return path;
  }

  /** What all nodes have written, oldest first. */
  List<DeadLetter> letters() {
    List<DeadLetter> letters = new ArrayList<>();
    for (Path file : all()) {
      if (Files.isRegularFile(file)) {
        letters.addAll(read(file));
      }
    }
    letters.sort(Comparator.comparing(DeadLetter::time));
    return letters;
  }

  private static List<DeadLetter> read(Path file) {
    try {
      List<DeadLetter> letters = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        letters.add(JacksonSupport.json().readValue(line, DeadLetter.class));
      }
      return letters;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder and what is in it, folders before their files; empty if there is none. */
  private List<Path> all() {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(path)) {
      return found.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void remove() {
    List<Path> all = all();
    try {
      for (int i = all.size() - 1; i >= 0; i--) {
        Files.delete(all.get(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
