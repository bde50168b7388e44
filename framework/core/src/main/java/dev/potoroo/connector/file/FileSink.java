package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes a file on each node: text as lines, anything else with a four-byte length before each
 * record.
 *
 * <pre>{@code
 * Sink.named("alerts", codec).into(FileSink.path("out/alerts-{node}.jsonl"))
 * }</pre>
 *
 * <p>Directories are created. An existing file is appended to, so that a restart loses nothing. The
 * file is locked while it is written: nodes that share a machine need {@code {node}} in the path,
 * which stands for the node's name.
 *
 * <p>Records reach the operating system when there is nothing more to write, or after 64 KiB, and
 * are seen by readers of the file from then on. At the end of each round the disk is forced to hold
 * them.
 *
 * <p><b>Exactly once, in the file after recovery.</b> What a crash has left behind the last
 * committed round is cut off when the sink is opened again, and then written anew: in the end the
 * file holds each record once. Who follows the file while it is written ({@code tail -f}) may see
 * records that are cut off, and repeated or replaced, later; none of those before the last
 * committed round. What a node has not committed that does not come back is cut off by the others,
 * if its file is on their disk and its path differs from theirs in {@code {node}} alone; if it has
 * not ended when they go on without it, with the first commit after its end.
 *
 * <p>So the file belongs to the pipeline. It may be removed, emptied, or moved away while the
 * pipeline does not run: a new one is started, with a warning. If it is shorter than what was
 * committed, or holds something else, the sink is not opened. What others append to it may be cut
 * off. Until its first records are committed, a small hidden file beside it tells how far to go
 * back. After a crash, start with the same path before changing it.
 *
 * <p>Without rounds ({@code potoroo.store.type = memory}), and for what is no regular file, nothing
 * is taken back, the disk is not forced, and a line that a crash has cut is ended first.
 *
 * <p>Immutable.
 */
public final class FileSink implements SinkConnector {
  static final String NODE = "{node}";

  private final String path;
  private final boolean append;
  private final Optional<Framing> framing;
  private final Optional<Roll> roll;

  private FileSink(String path, boolean append, Optional<Framing> framing, Optional<Roll> roll) {
    this.roll = roll;
    if (roll.isPresent() != path.contains(Roll.NUMBER)) {
      throw new IllegalArgumentException(
          "path ["
              + path
              + "] must have "
              + Roll.NUMBER
              + " in the name of the file if the sink goes over to a next one, and only then.");
    }
    if (roll.isPresent()
        && String.valueOf(Path.of(path).getFileName()).split("\\{number}", -1).length != 2) {
      throw new IllegalArgumentException(
          "path [" + path + "] must have " + Roll.NUMBER + " once, in the name of the file.");
    }
    this.path = Objects.requireNonNull(path, "path");
    this.append = append;
    this.framing = framing;
  }

  /** Appends to the file at {@code path}; a relative path starts at the working directory. */
  public static FileSink path(String path) {
    return new FileSink(path, true, Optional.empty(), Optional.empty());
  }

  /**
   * Empties the file when it is opened, instead of appending to it; not if records of this pipeline
   * were committed to it.
   */
  public FileSink truncate() {
    if (roll.isPresent()) {
      throw new IllegalArgumentException(
          "a sink that writes one file after the other has none to empty. Leave out append.");
    }
    return new FileSink(path, false, framing, roll);
  }

  /**
   * One file after the other. The path has {@code {number}} in the name of the file, which stands
   * for 000001 and so on. The one that is written has {@code .open} after its name, and gets its
   * name when all in it is committed: what has no {@code .open} holds each record once, and never
   * changes. Needs a store.
   *
   * @param path as for {@link #path}
   * @param size to go over to the next file at the end of the round in which one is so large, in
   *     bytes
   * @param after or of that in which it was begun so long ago, and there is something in it
   */
  public static FileSink rolling(String path, long size, Duration after) {
    if (size < 1 || after.isZero() || after.isNegative()) {
      throw new IllegalArgumentException("the size and age of a file must be positive.");
    }
    return new FileSink(path, true, Optional.empty(), Optional.of(new Roll(size, after)));
  }

  /** With this framing, whatever the records are. */
  public FileSink framing(Framing framing) {
    return new FileSink(path, append, Optional.of(framing), roll);
  }

  @Override
  public String describe() {
    return "file " + path;
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.EXACTLY_ONCE;
  }

  @Override
  public SinkWriter open(SinkContext context) throws IOException {
    Framing chosen = framing.orElse(context.text() ? Framing.NEWLINE : Framing.LENGTH_4);
    // As Path writes it, so that a//b and a/b are known as one file.
    String pattern = Path.of(path).toString();
    if (roll.isPresent()) {
      if (context.committed().isEmpty()) {
        throw new IOException(
            "files that are gone over to need rounds. Set potoroo.store.type to another one than"
                + " memory, or write one file.");
      }
      return RollingFileWriter.open(context, pattern, roll.get(), chosen);
    }
    return context.committed().isPresent()
        ? FileRecovery.open(context, pattern, append, chosen)
        : FileWriter.open(Path.of(named(pattern, context.node())), append, chosen);
  }

  static String named(String pattern, String node) {
    return pattern.replace(NODE, node);
  }
}
