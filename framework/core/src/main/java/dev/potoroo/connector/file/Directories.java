package dev.potoroo.connector.file;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The directories whose entries lead to a file that may be about to be created. */
record Directories(List<Path> innermostFirst) {

  /** Those that making {@code file} changes, for as long as it was not made. */
  static Directories of(Path file) {
    List<Path> changed = new ArrayList<>();
    Path directory = file.toAbsolutePath().getParent();
    while (directory != null) {
      changed.add(directory);
      directory = Files.exists(directory) ? null : directory.getParent();
    }
    return new Directories(changed);
  }

  /** Makes their entries durable, where the operating system knows such a thing. */
  void force() throws IOException {
    if (File.separatorChar == '\\') {
      return;
    }
    for (Path directory : innermostFirst) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (AccessDeniedException e) {
        throw new IOException(
            "directory ["
                + directory
                + "] cannot be read, so it is not certain that a file in it survives a crash. Allow"
                + " reading it to the user who runs this process.",
            e);
      }
    }
  }
}
