package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkContext;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the last commit knows of the files of a rolling sink: of this node, and of those gone. */
final class RollingMarks {
  private static final String KIND = "rolling:";

  private final SinkContext context;
  private final String path;
  private final Map<String, RollingMark> gone = new LinkedHashMap<>();

  private RollingMarks(SinkContext context, String path) {
    this.context = context;
    this.path = path;
  }

  /**
   * Reads them.
   *
   * @param path as configured, with {@link Roll#NUMBER}, and perhaps {@link FileSink#NODE}
   */
  static RollingMarks of(SinkContext context, String path) {
    RollingMarks marks = new RollingMarks(context, path);
    Pattern form = Pattern.compile(Pattern.quote(KIND) + "(.+):" + Pattern.quote(path));
    context
        .committed()
        .orElseThrow()
        .forEach(
            (key, text) -> {
              Matcher matcher = form.matcher(key);
              if (matcher.matches() && !context.generation().nodes().contains(matcher.group(1))) {
                RollingMark.parse(text).ifPresent(mark -> marks.gone.put(matcher.group(1), mark));
              }
            });
    return marks;
  }

  /** What commits know the files of a node by. */
  static String key(String node, String path) {
    return KIND + node + ":" + path;
  }

  String own() {
    return key(context.node(), path);
  }

  /**
   * What nodes have left that take no part any more: see {@link AbandonedFiles}, whose rules hold
   * here too.
   */
  Abandoned abandoned() {
    Map<String, Abandoned.Leftover> found = new LinkedHashMap<>();
    if (path.contains(FileSink.NODE)) {
      gone.forEach(
          (node, mark) -> {
            RollingFiles files = new RollingFiles(context.sink(), FileSink.named(path, node));
            found.put(key(node, path), () -> files.finishFor(mark, context.generation()));
          });
    }
    return new Abandoned(context.sink(), found);
  }

  /**
   * What is committed of these files. Where all nodes have files of the same names, this node may
   * have had another name when it wrote them, and an earlier one may have had the name of this.
   */
  Optional<RollingMark> latest(RollingFiles files) throws IOException {
    Optional<RollingMark> own =
        Optional.ofNullable(context.committed().orElseThrow().get(own()))
            .flatMap(RollingMark::parse);
    if (path.contains(FileSink.NODE)) {
      return own;
    }
    Comparator<RollingMark> byRound = Comparator.comparingLong(mark -> mark.token().round());
    for (RollingMark mark : gone.values().stream().sorted(byRound.reversed()).toList()) {
      if ((own.isEmpty() || mark.goesOnFrom(own.get())) && files.have(mark)) {
        return Optional.of(mark);
      }
    }
    return own;
  }

  /** The highest number of a file in which a node that is gone has committed something; else 0. */
  int highest() {
    return path.contains(FileSink.NODE)
        ? 0
        : gone.values().stream().mapToInt(RollingMark::used).max().orElse(0);
  }
}
