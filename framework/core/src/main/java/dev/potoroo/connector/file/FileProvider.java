package dev.potoroo.connector.file;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.framing.Framing;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code connector = file}.
 *
 * <p>As a {@linkplain FileSource source}:
 *
 * <ul>
 *   <li>{@code path}: a file, or a list of files; what ends in {@code .gz} is decompressed
 *   <li>{@code directory} instead: all files in it, and those that come later, {@linkplain
 *       DirectorySource each once}, with {@code pattern} ({@code *}) for their names, and {@code
 *       discovery} ({@code 5s}) for how often to look
 *   <li>{@code framing} ({@code newline}): {@code newline}, {@code length-1}, {@code length-2} or
 *       {@code length-4}
 *   <li>{@code header} ({@code false}): pass over the first line of each file
 *   <li>{@code follow} ({@code false}): wait for more at the end of a file
 * </ul>
 *
 * <p>As a {@linkplain FileSink sink}:
 *
 * <ul>
 *   <li>{@code path}: the file, with {@code {node}} for the node's name; required
 *   <li>{@code framing} ({@code newline} for text, else {@code length-4})
 *   <li>{@code roll-size}, {@code roll-after}: to go over to a next file when one is so large or so
 *       old; then {@code {number}} must be in its name, see {@link FileSink#rolling}
 *   <li>{@code append} ({@code true}): keep what the file holds; {@code false} empties it, unless
 *       it holds records that this pipeline has committed
 * </ul>
 */
public final class FileProvider implements ConnectorProvider {
  private static final Duration NEVER = Duration.ofDays(36_500);

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    Framing framing = Framing.setting(settings, "framing", Framing.NEWLINE);
    boolean follow = settings.flag("follow", false);
    boolean header = settings.flag("header", false);
    String pattern = settings.text("pattern", "*");
    Duration discovery = settings.duration("discovery", DirectorySource.EVERY);
    if (settings.has("directory")) {
      if (settings.has("path") || follow) {
        throw new IllegalArgumentException("with [directory] neither [path] nor [follow] can be.");
      }
      DirectorySource source =
          DirectorySource.of(settings.text("directory"))
              .matching(pattern)
              .framing(framing)
              .discovering(discovery);
      return Optional.of(header ? source.header() : source);
    }
    FileSource lines = FileSource.paths(settings.texts("path")).framing(framing);
    FileSource source = header ? lines.header() : lines;
    return Optional.of(follow ? source.follow() : source);
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    long size = settings.size("roll-size", Integer.MAX_VALUE);
    Duration after = settings.duration("roll-after", NEVER);
    boolean rolls = settings.has("roll-size") || settings.has("roll-after");
    String path = settings.text("path");
    FileSink sink = rolls ? FileSink.rolling(path, size, after) : FileSink.path(path);
    Framing framing = Framing.setting(settings, "framing", Framing.NEWLINE);
    if (settings.has("framing")) {
      sink = sink.framing(framing);
    }
    return Optional.of(settings.flag("append", true) ? sink : sink.truncate());
  }
}
