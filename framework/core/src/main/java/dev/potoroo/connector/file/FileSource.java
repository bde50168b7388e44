package dev.potoroo.connector.file;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.framing.Framing;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads files, each a partition; a position is the offset after a record.
 *
 * <pre>{@code
 * Source.named("trades", codec).from(FileSource.path("trades.jsonl"))
 * }</pre>
 *
 * <p>A file ends at its end, and a last line without a line feed counts; a followed file is waited
 * on for more. A record that is too large is rejected and skipped without being held in memory. In
 * a cluster, the file must be at that path on every node, since any node may come to read it.
 *
 * <p>What ends in {@code .gz} is decompressed. To go on in it after a restart, all before is
 * decompressed again; such a file must not change at all.
 *
 * <p>Reading goes on exactly where the last commit says, so a file may only grow, by whole records,
 * while a pipeline has not finished with it, also between two runs. That it has become too short,
 * or that no line ends where reading is to go on, is told as an error; another file that passes is
 * read from there. Immutable.
 */
public final class FileSource implements SourceConnector {
  private final List<FileInput> inputs;
  private final FileFormat format;

  private FileSource(List<FileInput> inputs, FileFormat format) {
    this.inputs = inputs;
    this.format = format;
    requireDistinct(inputs);
    if (format.follow() && !inputs.stream().allMatch(DiskInput.class::isInstance)) {
      throw new IllegalArgumentException(
          "a class-path resource or a compressed file cannot be followed.");
    }
  }

  /** Lines of one or several files; relative paths start at the working directory. */
  public static FileSource path(String path, String... more) {
    return paths(Stream.concat(Stream.of(path), Stream.of(more)).toList());
  }

  static FileSource paths(List<String> paths) {
    List<FileInput> inputs = paths.stream().map(FileSource::input).toList();
    return new FileSource(inputs, FileFormat.LINES);
  }

  /** A file, decompressed if its name says that it is compressed. */
  static FileInput input(String path) {
    return path.endsWith(GzipInput.SUFFIX) ? new GzipInput(path) : new DiskInput(path);
  }

  /**
   * Lines of a file on the class path.
   *
   * @param owner the class beside which it lies
   * @param name as for {@link Class#getResource}
   */
  public static FileSource resource(Class<?> owner, String name) {
    return new FileSource(List.of(new ResourceInput(owner, name)), FileFormat.LINES);
  }

  /** With another framing than lines. */
  public FileSource framing(Framing framing) {
    return new FileSource(inputs, format.withFraming(framing));
  }

  /**
   * Waits for more at the end of a file, and never ends. Reading stops with an error if the file is
   * truncated, replaced or removed.
   */
  public FileSource follow() {
    return new FileSource(inputs, format.followed());
  }

  /** Passes over the first line of each file, which names columns. */
  public FileSource header() {
    return new FileSource(inputs, format.withHeader());
  }

  @Override
  public String describe() {
    String first = inputs.get(0).describe();
    return inputs.size() == 1 ? first : first + " and " + (inputs.size() - 1) + " more";
  }

  @Override
  public List<String> partitions() {
    return inputs.stream().map(FileInput::name).toList();
  }

  @Override
  public Scope scope() {
    return Scope.CLUSTER;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public SourceReader open(SourceContext context) throws Exception {
    FileInput input =
        inputs.stream()
            .filter(candidate -> candidate.name().equals(context.partition()))
            .findFirst()
            .orElseThrow();
    return FileReader.open(input, context, format);
  }

  private static void requireDistinct(List<FileInput> inputs) {
    Set<String> seen = new HashSet<>();
    for (FileInput input : inputs) {
      if (!seen.add(input.name())) {
        throw new IllegalArgumentException(
            "path [" + input.name() + "] is given twice. Each file is read once: name it once.");
      }
    }
  }
}
