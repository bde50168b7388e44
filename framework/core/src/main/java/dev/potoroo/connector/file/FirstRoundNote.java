package dev.potoroo.connector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says how far to go back in a file that no commit knows of yet. It lies beside that file, hidden,
 * from before its first record until a commit knows of a file that is not empty.
 *
 * @param base how long the file was before
 * @param before what the last commit knew of it; {@link #NOTHING} if nothing. Once a commit knows
 *     more, the note is void
 * @param node the node that wrote it
 * @param sink the sink that it is written for
 */
record FirstRoundNote(long base, String before, String node, String sink) {
  static final String NOTHING = "-";
  private static final String SUFFIX = ".uncommitted";
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\n(.+)\n(.+)\n(.+)\n");

  /** The file that a note at {@code path} is for; empty if it is no note by its name. */
  static Optional<Path> fileOf(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") && name.endsWith(SUFFIX)
        ? Optional.of(path.resolveSibling(name.substring(1, name.length() - SUFFIX.length())))
        : Optional.empty();
  }

  /** Whether there is one for {@code file}, legible or not. */
  static boolean exists(Path file) {
    return Files.exists(pathFor(file));
  }

  /** Reads the note for {@code file}. One that a crash has cut is none: no record followed it. */
  static Optional<FirstRoundNote> read(Path file) throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(pathFor(file)), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new FirstRoundNote(
            Long.parseLong(form.group(1)), form.group(2), form.group(3), form.group(4)));
  }

  /** Writes it; durable when the directory is. */
  void write(Path file) throws IOException {
    String text = base + "\n" + before + "\n" + node + "\n" + sink + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            pathFor(file),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  static void delete(Path file) throws IOException {
    Files.deleteIfExists(pathFor(file));
  }

  private static Path pathFor(Path file) {
    return file.resolveSibling("." + file.getFileName() + SUFFIX);
  }
}
