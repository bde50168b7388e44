package dev.potoroo.internal.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files of stores that are open. */
final class StoreFiles {
  private StoreFiles() {}

  /**
   * Copies a folder as it is at one moment: once more, if something in the background has changed
   * it.
   */
  static void copy(Path from, Path to) throws IOException {
    Map<Path, Long> before;
    boolean whole;
    do {
      delete(to);
      before = sizes(from);
      whole = copyOnce(from, to) && before.equals(sizes(from)) && before.equals(sizes(to));
    } while (!whole);
  }

  private static boolean copyOnce(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
      return true;
    } catch (NoSuchFileException | UncheckedIOException e) {
      return false;
    }
  }

  private static Map<Path, Long> sizes(Path folder) throws IOException {
    Map<Path, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file)) {
          sizes.put(folder.relativize(file), Files.size(file));
        }
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      return Map.of(folder, -1L);
    }
    return sizes;
  }

  /** Deletes a folder with all that is in it, if there is one. */
  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
