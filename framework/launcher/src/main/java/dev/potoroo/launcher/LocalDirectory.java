package dev.potoroo.launcher;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of a local cluster. A file in it says that it is one, and is locked as long as
 * one runs there: the lock goes with the process, however that ends.
 */
final class LocalDirectory implements AutoCloseable {
  private static final String LOCK = "local-cluster.lock";

  private final Path path;
  private final FileChannel lock;

  private LocalDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the directory if it is not there, and locks it.
   *
   * @throws PotorooException if it cannot be written, holds something else, or is in use
   */
  static LocalDirectory open(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      Path file = path.resolve(LOCK);
      if (!Files.exists(file) && !isEmpty(path)) {
        throw refused(path, "holds something else than the data of a local-cluster", null);
      }
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        String holder = Files.readString(file).strip();
        channel.close();
        throw refused(path, "is in use by another local-cluster, process " + holder, null);
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)));
      return new LocalDirectory(path, channel);
    } catch (IOException e) {
      throw refused(path, "cannot be written: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException failed && failed.getReason() == null) {
      String what =
          e instanceof AccessDeniedException
              ? "no permission"
              : e instanceof NoSuchFileException ? "no such directory" : "not a directory";
      return what + ", [" + failed.getFile() + "]";
    }
    return String.valueOf(e.getMessage());
  }

  private static boolean isEmpty(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static PotorooException refused(Path path, String why, @Nullable IOException cause) {
    return new PotorooException(
        ErrorCode.LOCAL_CLUSTER,
        "Data directory ["
            + path
            + "] "
            + why
            + ". Give another one with --data-dir"
            + (why.startsWith("is in use") ? ", or stop that one." : "."),
        cause);
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      // The lock ends with the process at the latest, which is about to.
      return;
    }
  }
}
