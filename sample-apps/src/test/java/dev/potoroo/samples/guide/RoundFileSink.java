package dev.potoroo.samples.guide;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.TransactionalSinkWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

// #region sink
/** Writes a file for each round and node, which has its name when the round is committed. */
final class RoundFileSink implements SinkConnector {
  private final Path directory;

  RoundFileSink(Path directory) {
    this.directory = directory;
  }

  @Override
  public String describe() {
    return "files in " + directory;
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.EXACTLY_ONCE;
  }

  @Override
  public TransactionalSinkWriter open(SinkContext context) throws IOException {
    return new Writer(context);
  }

  private final class Writer implements TransactionalSinkWriter {
    private final String node;
    private final Path unfinished;
    private FileChannel channel;
    private String last;

    Writer(SinkContext context) throws IOException {
      node = context.node();
      unfinished = directory.resolve(node + ".unfinished");
      last = context.committed().map(marks -> marks.getOrDefault(node, "0")).orElse("0");
      Files.createDirectories(directory);
      commit(Long.parseLong(last));
      for (Path later : prepared()) {
        Files.delete(later);
      }
      channel = begin();
    }

    private FileChannel begin() throws IOException {
      return FileChannel.open(
          unfinished,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
    }

    @Override
    public void write(byte[] record) throws IOException {
      channel.write(new ByteBuffer[] {ByteBuffer.wrap(record), ByteBuffer.wrap(new byte[] {'\n'})});
    }

    @Override
    public void flush() {}

    @Override
    public Map<String, String> prepare(long round) throws IOException {
      if (channel.size() > 0) {
        channel.force(true);
        channel.close();
        Files.move(unfinished, directory.resolve(node + "-" + round + ".prepared"));
        channel = begin();
        last = String.valueOf(round);
      }
      return Map.of(node, last);
    }

    @Override
    public void commit(long round) throws IOException {
      for (Path file : prepared()) {
        if (round(file) <= round) {
          Files.move(file, directory.resolve(node + "-" + round(file) + ".txt"));
        }
      }
    }

    private List<Path> prepared() throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        return files
            .filter(file -> file.toString().matches(".*/" + node + "-\\d+.prepared"))
            .toList();
      }
    }

    private static long round(Path file) {
      return Long.parseLong(file.toString().replaceAll(".*-(\\d+)\\.prepared", "$1"));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
// #endregion
