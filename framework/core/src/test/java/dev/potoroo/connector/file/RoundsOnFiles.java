package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkGeneration;
import dev.potoroo.connector.TransactionalSinkWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A store of commits, for tests of what files hold after them. */
final class RoundsOnFiles {
  final Map<String, String> committed = new HashMap<>();
  private long round;
  private long generation;

  TransactionalSinkWriter open(SinkConnector sink, String node) throws Exception {
    return open(sink, node, SinkGeneration.ofOne(node));
  }

  TransactionalSinkWriter open(SinkConnector sink, String node, SinkGeneration generation)
      throws Exception {
    SinkContext context =
        new SinkContext("out", "lines", true, node, Optional.of(Map.copyOf(committed)), generation);
    return (TransactionalSinkWriter) sink.open(context);
  }

  /** Begins a generation of these nodes; those before are not the latest any more. */
  TestGeneration begin(String... nodes) {
    long number = ++generation;
    return new TestGeneration(Set.of(nodes), () -> number == generation);
  }

  /** Writes and commits a round. */
  void round(TransactionalSinkWriter writer, String... records) throws Exception {
    write(writer, records);
    committed.putAll(writer.prepare(++round));
    writer.commit(round);
  }

  /** Writes a round that is committed, but of which nobody is told. */
  void untoldRound(TransactionalSinkWriter writer, String... records) throws Exception {
    write(writer, records);
    committed.putAll(writer.prepare(++round));
  }

  /** Writes records that readers see and nobody commits. */
  static void write(TransactionalSinkWriter writer, String... records) throws Exception {
    for (String record : records) {
      writer.write(record.getBytes(StandardCharsets.UTF_8));
    }
    writer.flush();
  }

  static void crash(TransactionalSinkWriter writer) throws Exception {
    // Writes nothing more, and releases its file.
    writer.close();
  }

  /** What a directory holds, hidden files too. */
  static List<String> names(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
