package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.TransactionalSinkWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A path without {node}: the file of a node that had another name, or of another machine. */
class FileOfAnotherNodeTest {
  @TempDir Path directory;
  private final RoundsOnFiles rounds = new RoundsOnFiles();
  private Path file;
  private FileSink sink;

  @BeforeEach
  void choosePath() {
    file = directory.resolve("out.txt");
    sink = FileSink.path(file.toString());
  }

  /** Commits [a] as n-1 and [b] as n-2, and dies when it has written [c]. */
  private void commitUnderTwoNames() throws Exception {
    TransactionalSinkWriter writer = rounds.open(sink, "n-1");
    rounds.round(writer, "a");
    RoundsOnFiles.crash(writer);
    writer = rounds.open(sink, "n-2");
    rounds.round(writer, "b");
    RoundsOnFiles.write(writer, "c");
    RoundsOnFiles.crash(writer);
  }

  @Test
  void knowsAFileAgainThatTheNodeWroteUnderAnotherName() throws Exception {
    commitUnderTwoNames();
    rounds.open(sink, "n-3").close();
    assertThat(file).hasContent("a\nb\n");
  }

  /** As a process on any free port may: an earlier one had the same. */
  @Test
  void keepsWhatWasCommittedUnderAnotherNameSinceTheNodeHadThisOne() throws Exception {
    commitUnderTwoNames();
    rounds.open(sink, "n-1").close();
    assertThat(file).hasContent("a\nb\n");
  }

  @Test
  void takesTheFirstRoundBackThatTheNodeWroteUnderAnotherName() throws Exception {
    TransactionalSinkWriter writer = rounds.open(sink, "n-1");
    RoundsOnFiles.write(writer, "a");
    RoundsOnFiles.crash(writer);
    rounds.open(sink, "n-2").close();
    assertThat(file).isEmptyFile();
  }

  @Test
  void leavesAFileAloneThatOnlyHasThePathOfOneOnAnotherMachine() throws Exception {
    try (TransactionalSinkWriter writer = rounds.open(sink, "n-1")) {
      rounds.round(writer, "a");
    }
    Files.writeString(file, "b\nc\n");
    rounds.open(sink, "n-2").close();
    assertThat(file).hasContent("b\nc\n");
  }

  @Test
  void takesBackWhatTheNodeWroteUnderAnotherNameAfterRoundsWithoutRecords() throws Exception {
    TransactionalSinkWriter writer = rounds.open(sink, "n-1");
    rounds.round(writer);
    rounds.round(writer);
    RoundsOnFiles.write(writer, "a");
    RoundsOnFiles.crash(writer);
    writer = rounds.open(sink, "n-2");
    assertThat(file).isEmptyFile();
    rounds.round(writer, "b");
    writer.close();
    assertThat(RoundsOnFiles.names(directory)).containsExactly("out.txt");
  }

  @Test
  void keepsWhatWasThereWhenTheFileOnAnotherMachineIsEmpty() throws Exception {
    try (TransactionalSinkWriter writer = rounds.open(sink, "n-1")) {
      rounds.round(writer);
    }
    Files.delete(directory.resolve(".out.txt.uncommitted"));
    Files.writeString(file, "old\n");
    rounds.open(sink, "n-2").close();
    assertThat(file).hasContent("old\n");
  }
}
