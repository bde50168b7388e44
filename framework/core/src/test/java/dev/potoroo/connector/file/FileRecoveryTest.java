package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.TransactionalSinkWriter;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileRecoveryTest {
  @TempDir Path directory;
  private final RoundsOnFiles rounds = new RoundsOnFiles();
  private Path file;
  private FileSink sink;

  @BeforeEach
  void choosePath() {
    file = directory.resolve("out.txt");
    sink = FileSink.path(file.toString());
  }

  @Test
  void showsRecordsAtOnceAndCutsOffWhatACrashLeft() throws Exception {
    TransactionalSinkWriter writer = rounds.open(sink, "n");
    rounds.round(writer, "a");
    RoundsOnFiles.write(writer, "b");
    assertThat(file).hasContent("a\nb\n");
    RoundsOnFiles.crash(writer);
    append("hal");
    rounds.open(sink, "n").close();
    assertThat(file).hasContent("a\n");
  }

  @Test
  void appendsToWhatWasThereBeforeTheFirstRound() throws Exception {
    Files.writeString(file, "old\nhal");
    TransactionalSinkWriter writer = rounds.open(sink, "n");
    RoundsOnFiles.write(writer, "a");
    RoundsOnFiles.crash(writer);
    append("b");
    writer = rounds.open(sink, "n");
    assertThat(file).hasContent("old\nhal\n");
    rounds.round(writer, "c");
    writer.close();
    assertThat(file).hasContent("old\nhal\nc\n");
    assertThat(RoundsOnFiles.names(directory)).containsExactly("out.txt");
  }

  @Test
  void endsNoLineOfAFileThatWasCommitted() throws Exception {
    // As a line that is not ended: this one was not written as lines.
    try (TransactionalSinkWriter writer = rounds.open(sink.framing(Framing.LENGTH_1), "n")) {
      rounds.round(writer, "a");
    }
    rounds.open(sink, "n").close();
    assertThat(file).hasBinaryContent(new byte[] {1, 'a'});
  }

  @Test
  void emptiesAFileOnlyBeforeItsFirstCommit() throws Exception {
    Files.writeString(file, "old\n");
    TransactionalSinkWriter writer = rounds.open(sink.truncate(), "n");
    RoundsOnFiles.write(writer, "a");
    RoundsOnFiles.crash(writer);
    writer = rounds.open(sink.truncate(), "n");
    assertThat(file).isEmptyFile();
    rounds.round(writer, "b");
    RoundsOnFiles.write(writer, "c");
    RoundsOnFiles.crash(writer);
    rounds.open(sink.truncate(), "n").close();
    assertThat(file).hasContent("b\n");
  }

  @Test
  void doesNotGoBackBehindACommitThatItWasNotToldOf() throws Exception {
    TransactionalSinkWriter writer = rounds.open(sink, "n");
    rounds.untoldRound(writer, "a");
    RoundsOnFiles.write(writer, "b");
    RoundsOnFiles.crash(writer);
    assertThat(RoundsOnFiles.names(directory)).contains(".out.txt.uncommitted");
    rounds.open(sink, "n").close();
    assertThat(file).hasContent("a\n");
    assertThat(RoundsOnFiles.names(directory)).containsExactly("out.txt");
  }

  @Test
  void startsANewFileWhereOneWasRemoved() throws Exception {
    try (TransactionalSinkWriter writer = rounds.open(sink, "n")) {
      rounds.round(writer, "a long first record");
    }
    Files.delete(file);
    TransactionalSinkWriter writer = rounds.open(sink, "n");
    RoundsOnFiles.write(writer, "b");
    RoundsOnFiles.crash(writer);
    // Before the first commit of the new file, the last commit still speaks of the old one.
    writer = rounds.open(sink, "n");
    assertThat(file).isEmptyFile();
    rounds.round(writer, "c");
    RoundsOnFiles.write(writer, "d");
    RoundsOnFiles.crash(writer);
    rounds.open(sink, "n").close();
    assertThat(file).hasContent("c\n");
  }

  @Test
  void startsANewFileWhereOneWasEmptied() throws Exception {
    try (TransactionalSinkWriter writer = rounds.open(sink, "n")) {
      rounds.round(writer, "a");
    }
    Files.writeString(file, "");
    TransactionalSinkWriter writer = rounds.open(sink, "n");
    rounds.round(writer, "b");
    writer.close();
    assertThat(file).hasContent("b\n");
  }

  @Test
  void refusesAFileThatIsShorterThanWhatWasCommitted() throws Exception {
    try (TransactionalSinkWriter writer = rounds.open(sink, "n")) {
      rounds.round(writer, "abc");
    }
    Files.writeString(file, "a");
    assertThatThrownBy(() -> rounds.open(sink, "n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("file [" + file + "] has 1 bytes, but 4 were committed")
        .hasMessageContaining("Put it back as it was, or remove it to start a new one.");
    assertThat(file).hasContent("a");
  }

  @Test
  void refusesAFileThatHoldsSomethingElse() throws Exception {
    try (TransactionalSinkWriter writer = rounds.open(sink, "n")) {
      rounds.round(writer, "abc");
    }
    Files.writeString(file, "another one\n");
    assertThatThrownBy(() -> rounds.open(sink, "n"))
        .hasMessageContaining("file [" + file + "] does not hold what was committed")
        .hasMessageContaining("edited or replaced");
    assertThat(file).hasContent("another one\n");
    Files.delete(file);
    rounds.open(sink, "n").close();
  }

  @Test
  void ignoresWhatAnotherConnectorHasCommitted() throws Exception {
    rounds.committed.putAll(Map.of("topic-0", "17", "n:" + file, "offset 5", ":", ""));
    TransactionalSinkWriter writer = rounds.open(sink, "n");
    RoundsOnFiles.write(writer, "a");
    RoundsOnFiles.crash(writer);
    rounds.open(sink, "n").close();
    assertThat(file).isEmptyFile();
  }

  @Test
  void ignoresANoteThatACrashHasCut() throws Exception {
    Files.writeString(file, "old\n");
    Files.writeString(directory.resolve(".out.txt.uncommitted"), "1\n-\n");
    rounds.open(sink, "n").close();
    assertThat(file).hasContent("old\n");
  }

  @Test
  void refusesAFileThatIsBeingWritten() throws Exception {
    try (TransactionalSinkWriter writer = rounds.open(sink, "n")) {
      rounds.round(writer, "a");
      RoundsOnFiles.write(writer, "b");
      assertThatThrownBy(() -> rounds.open(sink, "n"))
          .hasMessageContaining("[" + file + "] is being written");
      assertThat(file).hasContent("a\nb\n");
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void writesToADeviceWithoutTakingAnythingBack() throws Exception {
    SinkContext context = new SinkContext("out", "lines", true, "n", Optional.of(Map.of()));
    try (SinkWriter writer = FileSink.path("/dev/null").open(context)) {
      assertThat(writer).isNotInstanceOf(TransactionalSinkWriter.class);
      writer.write("x".getBytes(StandardCharsets.UTF_8));
    }
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}
