package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.TransactionalSinkWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link LateEndTest}, with one file after the other. */
class LateEndOfRollingTest {
  private static final int SIZE = 4;

  @TempDir Path directory;
  private final RoundsOnFiles rounds = new RoundsOnFiles();

  private FileSink sink(String name) {
    return FileSink.rolling(directory.resolve(name).toString(), SIZE, Duration.ofDays(1));
  }

  private FileSink sink() {
    return sink("{node}-{number}.txt");
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  /** It has committed [1] and written [2]. */
  private TransactionalSinkWriter stopped() throws Exception {
    TransactionalSinkWriter stopped = rounds.open(sink(), "a", rounds.begin("a", "b"));
    rounds.round(stopped, "1");
    RoundsOnFiles.write(stopped, "2");
    return stopped;
  }

  @Test
  void itsFileIsFinishedWithTheNextCommitAfterItsEnd() throws Exception {
    TransactionalSinkWriter stopped = stopped();
    try (TransactionalSinkWriter other = rounds.open(sink(), "b", rounds.begin("b"))) {
      rounds.round(other);
      assertThat(file("a-000001.txt")).doesNotExist();
      stopped.close();
      rounds.round(other);
      assertThat(file("a-000001.txt")).hasContent("1\n");
      assertThat(file("a-000001.txt.open")).doesNotExist();
    }
  }

  @Test
  void aFileThatWasFullIsFinishedTooIfItsNodeHasNotHeardOfTheCommit() throws Exception {
    TransactionalSinkWriter killed = rounds.open(sink(), "a", rounds.begin("a", "b"));
    rounds.untoldRound(killed, "1", "2", "3");
    RoundsOnFiles.write(killed, "4");
    killed.close();
    try (TransactionalSinkWriter other = rounds.open(sink(), "b", rounds.begin("b"))) {
      assertThat(file("a-000001.txt")).hasContent("1\n2\n3\n");
      assertThat(file("a-000002.txt")).doesNotExist();
      assertThat(file("a-000002.txt.open")).doesNotExist();
    }
  }

  @Test
  void aNodeThatTakesPartRecoversItsOwnFiles() throws Exception {
    stopped().close();
    TestGeneration both = rounds.begin("a", "b");
    try (TransactionalSinkWriter other = rounds.open(sink(), "b", both);
        TransactionalSinkWriter back = rounds.open(sink(), "a", both)) {
      rounds.round(other);
      rounds.round(back, "3");
      assertThat(file("a-000001.txt")).hasContent("1\n3\n");
    }
  }

  @Test
  void whoIsItselfLateTakesNothingBackThatWasCommittedSince() throws Exception {
    TransactionalSinkWriter stopped = stopped();
    TransactionalSinkWriter late = rounds.open(sink(), "b", rounds.begin("b"));
    stopped.close();
    TransactionalSinkWriter again = rounds.open(sink(), "a", rounds.begin("a"));
    RoundsOnFiles.write(again, "3");
    again.close();
    assertThatThrownBy(() -> late.commit(2)).isInstanceOf(TestGeneration.OverException.class);
    assertThat(file("a-000001.txt.open")).hasContent("1\n3\n");
    late.close();
  }

  @Test
  void filesOfTheSameNamesOnOtherMachinesAreNotTakenForThoseHere() throws Exception {
    FileSink sink = sink("out-{number}.txt");
    TransactionalSinkWriter here = rounds.open(sink, "a", rounds.begin("a", "b"));
    rounds.round(here, "1");
    // There the first file is shorter.
    String path = directory.resolve("out-{number}.txt").toString();
    rounds.committed.put(RollingMarks.key("b", path), "1:1:9:00000000");
    here.close();
    try (TransactionalSinkWriter again = rounds.open(sink, "a", rounds.begin("a"))) {
      assertThat(file("out-000001.txt.open")).hasContent("1\n");
      rounds.round(again, "2");
      assertThat(file("out-000001.txt")).hasContent("1\n2\n");
    }
  }
}
