package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.potoroo.DeadLetter;
import dev.potoroo.ErrorCode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The dead letters of one node: a file of JSON lines, which is made when the first one comes, and
 * rolls over once at its largest size. Each entry is written before {@link #write} returns. Nodes
 * that share a data directory get files of their own. Thread-safe.
 */
final class DeadLetterFile implements Closeable {
  private static final int FILES_TO_TRY = 100;
  private static final long NANOS_BETWEEN_WARNINGS = 1_000_000_000L;

  private final Path directory;
  private final long maxFileSize;
  private final Logger log;
  private final Consumer<PotorooException> onFailure;
  private @Nullable Path path;
  private @Nullable FileChannel channel;
  private boolean unforced;
  private long lastWarning = System.nanoTime() - NANOS_BETWEEN_WARNINGS;
  private long suppressed;

  DeadLetterFile(
      Path directory,
      PipelineSettings.DeadLetters settings,
      Logger log,
      Consumer<PotorooException> onFailure) {
    this.directory = directory;
    this.maxFileSize = settings.maxFileSize();
    this.log = log;
    this.onFailure = onFailure;
  }

  /** Keeps a letter; a failure to do so stops the pipeline, since the record would be lost. */
  synchronized void write(DeadLetter letter) {
    try {
      byte[] line = lineOf(letter);
      FileChannel out = opened();
      if (out.size() > 0 && out.size() + line.length > maxFileSize) {
        out = rolledOver();
      }
      unforced = true;
      ByteBuffer buffer = ByteBuffer.wrap(line);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    } catch (IOException e) {
      onFailure.accept(notWritten(e));
      return;
    }
    note(letter.at(), "dead letter in [" + path + "]", letter.error());
  }

  /**
   * Has the disk hold what was written so far: a round in which a record was given up must not be
   * committed without it. A failure to do so stops the pipeline.
   */
  void force() {
    FileChannel written;
    synchronized (this) {
      if (!unforced) {
        return;
      }
      unforced = false;
      written = channel;
    }
    try {
      if (written != null) {
        // Writers need not wait for the disk.
        written.force(false);
      }
    } catch (ClosedChannelException e) {
      // It has rolled over, and was forced then.
    } catch (IOException e) {
      onFailure.accept(notWritten(e));
    }
  }

  private PotorooException notWritten(IOException e) {
    return new PotorooException(
        ErrorCode.CONNECTOR_FAILED,
        "A dead letter could not be written to ["
            + directory
            + "]: "
            + Fatal.describe(e)
            + ". Make room or set potoroo.data-dir to a directory that can be written.",
        e);
  }

  /**
   * Tells the log what became of a record: at most once a second, with the number of those not
   * told.
   */
  synchronized void note(String at, String what, String error) {
    long now = System.nanoTime();
    if (now - lastWarning < NANOS_BETWEEN_WARNINGS) {
      suppressed++;
      return;
    }
    String more = suppressed == 0 ? "" : " (and " + suppressed + " more since the last message)";
    log.warn("[{}] {}: {}{}", at, what, error, more);
    lastWarning = now;
    suppressed = 0;
  }

  /** The file, if there is one. */
  synchronized @Nullable Path path() {
    return path;
  }

  private FileChannel opened() throws IOException {
    FileChannel open = channel;
    if (open != null) {
      return open;
    }
    Files.createDirectories(directory);
    for (int i = 1; i <= FILES_TO_TRY; i++) {
      Path candidate =
          directory.resolve(i == 1 ? "dead-letters.jsonl" : "dead-letters-" + i + ".jsonl");
      FileChannel mine = lock(candidate);
      if (mine != null) {
        path = candidate;
        channel = mine;
        return mine;
      }
    }
    throw new IOException("all of " + FILES_TO_TRY + " files are in use by other processes");
  }

  private static @Nullable FileChannel lock(Path candidate) throws IOException {
    FileChannel opened =
        FileChannel.open(
            candidate,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND);
    try {
      FileLock lock = opened.tryLock();
      if (lock != null) {
        return opened;
      }
    } catch (OverlappingFileLockException e) {
      // Another node in this same process has it.
    }
    opened.close();
    return null;
  }

  private FileChannel rolledOver() throws IOException {
    Path full = path;
    FileChannel old = channel;
    if (full == null || old == null) {
      return opened();
    }
    old.force(false);
    old.close();
    channel = null;
    Files.move(
        full, full.resolveSibling(full.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    return opened();
  }

  private static byte[] lineOf(DeadLetter letter) throws IOException {
    ObjectNode json = JacksonSupport.json().valueToTree(letter);
    try {
      // For reading with the eyes; "raw" has the bytes in Base64 either way.
      json.put(
          "text",
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(letter.raw())).toString());
    } catch (CharacterCodingException e) {
      json.putNull("text");
    }
    return (JacksonSupport.json().writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void close() throws IOException {
    FileChannel open = channel;
    if (open != null) {
      open.close();
    }
  }
}
