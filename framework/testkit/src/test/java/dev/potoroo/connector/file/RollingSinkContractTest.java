package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.TransactionalSinkWriter;
import dev.potoroo.testkit.connector.TransactionalSinkContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingSinkContractTest extends TransactionalSinkContract {
  private static final Duration NEVER = Duration.ofDays(1);
  @TempDir private Path parent;
  private Path directory;
  private int sinks;

  @Override
  protected SinkConnector emptySink() {
    directory = parent.resolve("out-" + sinks++);
    return sink(40);
  }

  private FileSink sink(long size) {
    return FileSink.rolling(directory.resolve("{node}-{number}.txt").toString(), size, NEVER);
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /**
   * With those of the file that is not finished, which hold what is committed when it is opened.
   */
  @Override
  protected List<String> content() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String suffix : List.of(".txt", Roll.OPEN)) {
      for (Path file : files(suffix)) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  @Override
  protected void crash(TransactionalSinkWriter writer) throws Exception {
    writer.close();
  }

  private static TransactionalSinkWriter open(
      SinkConnector sink, String node, Map<String, String> committed) throws Exception {
    return (TransactionalSinkWriter)
        sink.open(new SinkContext("out", "lines", true, node, Optional.of(committed)));
  }

  private static void write(TransactionalSinkWriter writer, String... texts) throws Exception {
    for (String text : texts) {
      writer.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String mark(Map<String, String> prepared) {
    assertThat(prepared).hasSize(1);
    return prepared.values().iterator().next();
  }

  @Test
  void goesOverToTheNextFileAtTheEndOfARoundAndNamesItWhenTheRoundIsCommitted() throws Exception {
    emptySink();
    try (TransactionalSinkWriter writer = open(sink(4), "n", Map.of())) {
      write(writer, "a");
      assertThat(mark(writer.prepare(1))).startsWith("1:2:1:");
      write(writer, "b", "c");
      assertThat(mark(writer.prepare(2))).startsWith("1:6:2:").endsWith(":full");
      write(writer, "d");
      assertThat(files(".txt")).isEmpty();
      writer.commit(1);
      assertThat(files(".txt")).isEmpty();
      writer.commit(2);
      assertThat(files(".txt")).containsExactly(directory.resolve("n-000001.txt"));
      assertThat(Files.readAllLines(directory.resolve("n-000001.txt")))
          .containsExactly("a", "b", "c");
    }
  }

  @Test
  void goesOverWhenAFileIsOld() throws Exception {
    Roll roll = new Roll(1_000, Duration.ofSeconds(1));
    assertThat(roll.isFull(0, 2_000_000_000)).as("empty").isFalse();
    assertThat(roll.isFull(1, 999_999_999)).isFalse();
    assertThat(roll.isFull(1, 1_000_000_000)).isTrue();
    assertThat(roll.isFull(1_000, 0)).isTrue();
  }

  @Test
  void finishesWhatANodeHasLeftThatDoesNotComeBack() throws Exception {
    emptySink();
    Map<String, String> committed = new HashMap<>();
    try (TransactionalSinkWriter gone = open(sink(100), "gone", committed)) {
      write(gone, "a");
      committed.putAll(gone.prepare(1));
      write(gone, "not committed");
      gone.flush();
    }
    try (TransactionalSinkWriter other = open(sink(100), "other", committed)) {
      assertThat(Files.readAllLines(directory.resolve("gone-000001.txt"))).containsExactly("a");
      committed.putAll(other.prepare(2));
      try (TransactionalSinkWriter back = open(sink(100), "gone", committed)) {
        write(back, "b");
        assertThat(mark(back.prepare(3))).startsWith("2:2:3:");
      }
    }
  }

  @Test
  void setsAsideWhatNoCommitKnows() throws Exception {
    emptySink();
    for (int start = 0; start < 2; start++) {
      try (TransactionalSinkWriter writer = open(sink(100), "n", Map.of())) {
        write(writer, "a");
        writer.prepare(1);
      }
    }
    assertThat(files(Roll.OPEN)).hasSize(1);
    assertThat(content()).containsExactly("a");
    try (Stream<Path> all = Files.list(directory)) {
      assertThat(all.filter(file -> file.toString().contains(".abandoned-"))).hasSize(1);
    }
  }

  @Test
  void isNotOpenedIfWhatWasCommittedIsGone() throws Exception {
    emptySink();
    Map<String, String> committed;
    try (TransactionalSinkWriter writer = open(sink(100), "n", Map.of())) {
      write(writer, "a");
      committed = writer.prepare(1);
    }
    Files.delete(files(Roll.OPEN).get(0));
    assertThatThrownBy(() -> open(sink(100), "n", committed))
        .hasMessageContaining("has 0 bytes, but 2 were committed");
  }

  @Test
  void needsANumberInTheNameAndRounds() {
    assertThatThrownBy(() -> FileSink.rolling("out.txt", 1, NEVER))
        .hasMessageContaining("[out.txt]");
    assertThatThrownBy(() -> FileSink.rolling("{number}/out.txt", 1, NEVER))
        .hasMessageContaining("in the name of the file");
    assertThatThrownBy(() -> FileSink.path("out-{number}.txt")).hasMessageContaining("only then");
    FileSink sink = FileSink.rolling(parent.resolve("{number}").toString(), 1, NEVER);
    assertThatThrownBy(sink::truncate).hasMessageContaining("append");
    SinkContext context = new SinkContext("out", "lines", true, "n", Optional.empty());
    assertThatThrownBy(() -> sink.open(context)).hasMessageContaining("store.type");
  }
}
