package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.framing.Framing;
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
 * <p>Directories are created. An existing file is appended to, so that a restart loses nothing; a
 * line that a crash has cut is ended first. The file is locked while it is written: nodes that
 * share a machine need {@code {node}} in the path, which stands for the node's name. Records reach
 * the operating system when there is nothing more to write, or after 64 KiB; the disk is not forced
 * to hold them. Immutable.
 */
public final class FileSink implements SinkConnector {
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

  /** Empties the file when it is opened, instead of appending to it. */
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
  public SinkWriter open(SinkContext context) throws Exception {
    Framing chosen = framing.orElse(context.text() ? Framing.NEWLINE : Framing.LENGTH_4);
    return FileWriter.open(Path.of(path.replace("{node}", context.node())), append, chosen);
  }
}
