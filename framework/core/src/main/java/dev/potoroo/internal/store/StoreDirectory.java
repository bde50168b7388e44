package dev.potoroo.internal.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a store: the file {@code STORE} says that it is one, of which format, and whose.
 * It is written once.
 */
final class StoreDirectory {
  static final String IDENTITY = "STORE";

  private static final String UNFINISHED = "STORE.tmp";
  private static final StoredText FORM = new StoredText("potoroo-store", 1);

  private StoreDirectory() {}

  /** Makes the directory a store of the pipeline if it is none yet; refuses any other. */
  static void prepare(Path directory, String pipeline) throws StoreException {
    try {
      if (!Files.exists(directory)) {
        Files.createDirectories(directory);
      }
      if (Files.exists(directory.resolve(IDENTITY))) {
        check(directory, pipeline);
      } else if (isEmpty(directory)) {
        writeIdentity(directory, pipeline);
      } else {
        throw Failures.refused(
            "Directory ["
                + directory
                + "] is not a store: it has files, but no file ["
                + IDENTITY
                + "]. Set potoroo.data-dir to another directory, or restore the file from a"
                + " backup.");
      }
    } catch (IOException e) {
      throw Failures.io("Directory [" + directory + "] of the store cannot be used", e);
    }
  }

  private static void check(Path directory, String pipeline) throws IOException, StoreException {
    Path identity = directory.resolve(IDENTITY);
    String owner = FORM.decode(Files.readAllBytes(identity), "file [" + identity + "]").strip();
    if (!owner.equals(pipeline)) {
      throw Failures.refused(
          "The store in ["
              + directory
              + "] is of pipeline ["
              + owner
              + "], not of ["
              + pipeline
              + "]. Set potoroo.data-dir to another directory.");
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<String> names = files.map(file -> String.valueOf(file.getFileName())).toList();
      return names.isEmpty() || names.equals(List.of(UNFINISHED));
    }
  }

  private static void writeIdentity(Path directory, String pipeline) throws IOException {
    Path unfinished = directory.resolve(UNFINISHED);
    try (FileChannel file = FileChannel.open(unfinished, CREATE, TRUNCATE_EXISTING, WRITE)) {
      ByteBuffer text = ByteBuffer.wrap(FORM.encode(pipeline + "\n"));
      while (text.hasRemaining()) {
        file.write(text);
      }
      file.force(true);
    }
    Files.move(unfinished, directory.resolve(IDENTITY), ATOMIC_MOVE);
    sync(directory);
  }

  /** Makes durable which files a directory has. Does nothing where that cannot be asked for. */
  static void sync(Path directory) throws IOException {
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(directory, READ)) {
        channel.force(true);
      }
    }
  }
}
