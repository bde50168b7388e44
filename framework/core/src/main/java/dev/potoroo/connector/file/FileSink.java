package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.nio.file.Path;
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
 * if its file is on their disk and its path differs from theirs in {@code {node}} alone.
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

  private FileSink(String path, boolean append, Optional<Framing> framing) {
    this.path = Objects.requireNonNull(path, "path");
    this.append = append;
    this.framing = framing;
  }

  /** Appends to the file at {@code path}; a relative path starts at the working directory. */
  public static FileSink path(String path) {
    return new FileSink(path, true, Optional.empty());
  }

  /**
   * Empties the file when it is opened, instead of appending to it; not if records of this pipeline
   * were committed to it.
   */
  public FileSink truncate() {
    return new FileSink(path, false, framing);
  }

  /** With this framing, whatever the records are. */
  public FileSink framing(Framing framing) {
    return new FileSink(path, append, Optional.of(framing));
  }

  @Override
  public String describe() {
    return "file " + path;
  }

  @Override
  public SinkWriter open(SinkContext context) throws IOException {
    Framing chosen = framing.orElse(context.text() ? Framing.NEWLINE : Framing.LENGTH_4);
    // As Path writes it, so that a//b and a/b are known as one file.
    String pattern = Path.of(path).toString();
    return context.committed().isPresent()
        ? FileRecovery.open(context, pattern, append, chosen)
        : FileWriter.open(Path.of(named(pattern, context.node())), append, chosen);
  }

  static String named(String pattern, String node) {
    return pattern.replace(NODE, node);
  }
}
