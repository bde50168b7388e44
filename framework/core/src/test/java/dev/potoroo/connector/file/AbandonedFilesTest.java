package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.TransactionalSinkWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedFilesTest {
  @TempDir Path directory;
  private final RoundsOnFiles rounds = new RoundsOnFiles();
  private FileSink sink;

  @BeforeEach
  void choosePath() {
    sink = FileSink.path(directory.resolve("out-{node}.txt").toString());
  }

  @Test
  void takesBackWhatAnotherNodeHasNotCommitted() throws Exception {
    TransactionalSinkWriter gone = rounds.open(sink, "a");
    rounds.round(gone, "1");
    RoundsOnFiles.write(gone, "2");
    RoundsOnFiles.crash(gone);
    rounds.open(sink, "b").close();
    assertThat(directory.resolve("out-a.txt")).hasContent("1\n");
  }

  @Test
  void takesBackTheFirstRoundOfAnotherNode() throws Exception {
    TransactionalSinkWriter gone = rounds.open(sink, "a");
    RoundsOnFiles.write(gone, "1");
    RoundsOnFiles.crash(gone);
    rounds.open(sink, "b").close();
    assertThat(directory.resolve("out-a.txt")).isEmptyFile();
  }

  @Test
  void keepsTheFirstRoundOfAnotherNodeIfItWasCommitted() throws Exception {
    TransactionalSinkWriter gone = rounds.open(sink, "a");
    rounds.untoldRound(gone, "1");
    RoundsOnFiles.write(gone, "2");
    RoundsOnFiles.crash(gone);
    rounds.open(sink, "b").close();
    assertThat(directory.resolve("out-a.txt")).hasContent("1\n");
    assertThat(RoundsOnFiles.names(directory)).doesNotContain(".out-a.txt.uncommitted");
  }

  @Test
  void leavesAFileAloneThatIsBeingWritten() throws Exception {
    try (TransactionalSinkWriter other = rounds.open(sink, "a")) {
      rounds.round(other, "1");
      RoundsOnFiles.write(other, "2");
      rounds.open(sink, "b").close();
      assertThat(directory.resolve("out-a.txt")).hasContent("1\n2\n");
    }
  }

  @Test
  void leavesAFileAloneThatIsNotTheOneCommitted() throws Exception {
    try (TransactionalSinkWriter other = rounds.open(sink, "a")) {
      rounds.round(other, "1");
    }
    Path file = Files.writeString(directory.resolve("out-a.txt"), "mine\n");
    rounds.open(sink, "b").close();
    assertThat(file).hasContent("mine\n");
    Files.delete(file);
    rounds.open(sink, "b").close();
    assertThat(file).doesNotExist();
  }

  @Test
  void leavesFilesOfOtherPathsAlone() throws Exception {
    Path before = directory.resolve("before.txt");
    try (TransactionalSinkWriter writer = rounds.open(FileSink.path(before.toString()), "a")) {
      rounds.round(writer, "1");
    }
    Files.writeString(before, "1\nby hand\n");
    rounds.open(sink, "b").close();
    rounds.open(FileSink.path(directory.resolve("after.txt").toString()), "b").close();
    assertThat(before).hasContent("1\nby hand\n");
  }

  @Test
  void leavesTheFirstRoundOfAnotherSinkAlone() throws Exception {
    Path file = Files.writeString(directory.resolve("out-a.txt"), "1\n");
    new FirstRoundNote(0, FirstRoundNote.NOTHING, "a", "another-sink").write(file);
    rounds.open(sink, "b").close();
    assertThat(file).hasContent("1\n");
  }

  @Test
  void startsAlthoughAFileCannotBeOpened() throws Exception {
    Path inTheWay = Files.createDirectory(directory.resolve("out-a.txt"));
    rounds.committed.putAll(Map.of("a:" + inTheWay, "5:1:00000000"));
    rounds.open(sink, "b").close();
    assertThat(directory.resolve("out-b.txt")).isEmptyFile();
  }
}
