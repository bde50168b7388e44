package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.TransactionalSinkWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A path without {node}: files of a node that had another name, or of another machine. */
class RollingFilesOfAnotherNodeTest {
  @TempDir Path directory;
  private final RoundsOnFiles rounds = new RoundsOnFiles();
  private FileSink sink;

  @BeforeEach
  void choosePath() {
    sink = FileSink.rolling(directory.resolve("{number}.txt").toString(), 4, Duration.ofDays(1));
  }

  /** What is committed, and what is not but will be cut. */
  private String content() throws Exception {
    StringBuilder content = new StringBuilder();
    for (String name : RoundsOnFiles.names(directory)) {
      content.append(name).append('=').append(Files.readString(directory.resolve(name)));
    }
    return content.toString().replace("\n", "");
  }

  /** Commits [records] and dies while it writes one more. */
  private void runs(String node, String... records) throws Exception {
    TransactionalSinkWriter writer = rounds.open(sink, node);
    rounds.round(writer, records);
    RoundsOnFiles.write(writer, "-");
    RoundsOnFiles.crash(writer);
  }

  @Test
  void goesOnWithAFileThatTheNodeWroteUnderAnotherName() throws Exception {
    runs("n-1", "a");
    runs("n-2", "b");
    rounds.open(sink, "n-3").close();
    assertThat(content()).isEqualTo("000001.txt=ab000002.txt.open=");
  }

  /** As a process on any free port may: an earlier one had the same. */
  @Test
  void keepsWhatWasCommittedUnderAnotherNameSinceTheNodeHadThisOne() throws Exception {
    runs("n-1", "a");
    runs("n-2", "bcd");
    runs("n-3", "e");
    rounds.open(sink, "n-1").close();
    assertThat(content()).isEqualTo("000001.txt=abcd000002.txt.open=e");
  }

  @Test
  void finishesAFileThatWasFullWhenTheNodeHadAnotherName() throws Exception {
    TransactionalSinkWriter writer = rounds.open(sink, "n-1");
    rounds.untoldRound(writer, "abc");
    RoundsOnFiles.write(writer, "-");
    RoundsOnFiles.crash(writer);
    rounds.open(sink, "n-2").close();
    assertThat(content()).isEqualTo("000001.txt=abc000002.txt.open=");
  }

  @Test
  void goesOnWithTheNextNumberWhenTheFinishedFileWasTakenAway() throws Exception {
    runs("n-1", "abc");
    Files.delete(directory.resolve("000001.txt"));
    try (TransactionalSinkWriter writer = rounds.open(sink, "n-2")) {
      rounds.round(writer, "def");
    }
    assertThat(content()).contains("000002.txt=def").doesNotContain("000001");
    rounds.open(sink, "n-1").close();
    assertThat(content()).contains("000002.txt=def");
  }

  @Test
  void takesNothingFromFilesThatOnlyHaveTheNamesOfThoseOnAnotherMachine() throws Exception {
    runs("n-1", "a");
    Files.writeString(directory.resolve("000001.txt.open"), "b\nc\n");
    rounds.open(sink, "n-2").close();
    assertThat(content()).contains("=bc");
    assertThat(directory.resolve("000001.txt.open")).doesNotExist();
  }

  @Test
  void leavesNothingBehindWhereNothingWasWritten() throws Exception {
    for (String node : new String[] {"n-1", "n-2", "n-3"}) {
      try (TransactionalSinkWriter writer = rounds.open(sink, node)) {
        rounds.round(writer);
      }
    }
    assertThat(content()).isEqualTo("000001.txt.open=");
  }

  @Test
  void isNotOpenedIfWhatWasCommittedWasEdited() throws Exception {
    runs("n-1", "a");
    Files.writeString(directory.resolve("000001.txt.open"), "x\n");
    assertThatThrownBy(() -> rounds.open(sink, "n-1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not hold what was committed, up to byte 2");
  }

  @Test
  void isNotOpenedWhileAnotherNodeWritesFilesOfTheseNames() throws Exception {
    try (TransactionalSinkWriter other = rounds.open(sink, "n-1")) {
      rounds.round(other, "a");
      assertThatThrownBy(() -> rounds.open(sink, "n-2")).hasMessageContaining("Put {node} into");
    }
  }
}
