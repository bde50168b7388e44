package dev.potoroo.connector.file;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.framing.Framing;
import java.util.List;
import java.util.Optional;

/**
 * {@code connector = file}.
 *
 * <p>As a {@linkplain FileSource source}:
 *
 * <ul>
 *   <li>{@code path}: a file, or a list of files; required
 *   <li>{@code framing} ({@code newline}): {@code newline}, {@code length-1}, {@code length-2} or
 *       {@code length-4}
 *   <li>{@code follow} ({@code false}): wait for more at the end of a file
 * </ul>
 *
 * <p>As a {@linkplain FileSink sink}:
 *
 * <ul>
 *   <li>{@code path}: the file, with {@code {node}} for the node's name; required
 *   <li>{@code framing} ({@code newline} for text, else {@code length-4})
 *   <li>{@code append} ({@code true}): keep what the file holds; {@code false} empties it, unless
 *       it holds records that this pipeline has committed
 * </ul>
 */
public final class FileProvider implements ConnectorProvider {
  @Override
  public String name() {
    return "file";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    List<String> paths = settings.texts("path");
    Framing framing = Framing.setting(settings, "framing", Framing.NEWLINE);
    FileSource source = FileSource.paths(paths).framing(framing);
    return Optional.of(settings.flag("follow", false) ? source.follow() : source);
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    FileSink sink = FileSink.path(settings.text("path"));
    Framing framing = Framing.setting(settings, "framing", Framing.NEWLINE);
    if (settings.has("framing")) {
      sink = sink.framing(framing);
    }
    return Optional.of(settings.flag("append", true) ? sink : sink.truncate());
  }
}
