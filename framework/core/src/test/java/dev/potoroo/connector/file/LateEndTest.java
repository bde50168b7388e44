package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.TransactionalSinkWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node has stood still, or was cut off, and ends when the others have gone on without it. */
class LateEndTest {
  @TempDir Path directory;
  private final RoundsOnFiles rounds = new RoundsOnFiles();
  private FileSink sink;
  private Path file;

  @BeforeEach
  void choosePath() {
    sink = FileSink.path(directory.resolve("out-{node}.txt").toString());
    file = directory.resolve("out-a.txt");
  }

  /** It has committed [1] and written [2]. */
  private TransactionalSinkWriter stopped() throws Exception {
    TransactionalSinkWriter stopped = rounds.open(sink, "a", rounds.begin("a", "b"));
    rounds.round(stopped, "1");
    RoundsOnFiles.write(stopped, "2");
    return stopped;
  }

  @Test
  void itsFileIsTakenBackWithTheNextCommitAfterItsEnd() throws Exception {
    TransactionalSinkWriter stopped = stopped();
    try (TransactionalSinkWriter other = rounds.open(sink, "b", rounds.begin("b"))) {
      rounds.round(other, "2");
      assertThat(file).as("it may still write").hasContent("1\n2\n");
      RoundsOnFiles.write(stopped, "3");
      stopped.close();
      assertThat(file).hasContent("1\n2\n3\n");
      rounds.round(other);
      assertThat(file).hasContent("1\n");
      rounds.round(other);
    }
    assertThat(directory.resolve("out-b.txt")).hasContent("2\n");
  }

  @Test
  void itWritesNothingMoreWhenItEnds() throws Exception {
    TransactionalSinkWriter stopped = stopped();
    stopped.write("3".getBytes(StandardCharsets.UTF_8));
    stopped.close();
    assertThat(file).hasContent("1\n2\n");
  }

  @Test
  void itsFirstRoundIsTakenBackToo() throws Exception {
    TransactionalSinkWriter stopped = rounds.open(sink, "a", rounds.begin("a", "b"));
    RoundsOnFiles.write(stopped, "1");
    rounds.untoldRound(rounds.open(sink, "c"), "other");
    try (TransactionalSinkWriter other = rounds.open(sink, "b", rounds.begin("b"))) {
      stopped.close();
      rounds.round(other);
      assertThat(file).isEmptyFile();
    }
  }

  @Test
  void whatItHasPreparedInTimeIsKeptEvenIfItHasNotHeardOfTheCommit() throws Exception {
    TransactionalSinkWriter stopped = stopped();
    rounds.untoldRound(stopped, "3");
    RoundsOnFiles.write(stopped, "4");
    try (TransactionalSinkWriter other = rounds.open(sink, "b", rounds.begin("b"))) {
      stopped.close();
      rounds.round(other);
      assertThat(file).hasContent("1\n2\n3\n");
    }
  }

  @Test
  void aNodeOfTheSameGenerationMayStillHaveCommittedWhatItHasPrepared() throws Exception {
    TestGeneration both = rounds.begin("a", "b");
    TransactionalSinkWriter killed = rounds.open(sink, "a", both);
    rounds.round(killed, "1");
    try (TransactionalSinkWriter other = rounds.open(sink, "b", both)) {
      RoundsOnFiles.write(killed, "2");
      killed.prepare(7);
      killed.close();
      rounds.round(other);
      assertThat(file).hasContent("1\n2\n");
    }
  }

  @Test
  void aNodeThatTakesPartRecoversItsOwnFile() throws Exception {
    stopped().close();
    TestGeneration both = rounds.begin("a", "b");
    try (TransactionalSinkWriter other = rounds.open(sink, "b", both)) {
      rounds.round(other);
      assertThat(file).hasContent("1\n2\n");
      rounds.open(sink, "a", both).close();
      assertThat(file).hasContent("1\n");
    }
  }

  @Test
  void whoIsItselfLateTakesNothingBackThatWasCommittedSince() throws Exception {
    TransactionalSinkWriter stopped = stopped();
    TransactionalSinkWriter late = rounds.open(sink, "b", rounds.begin("b"));
    stopped.close();
    TransactionalSinkWriter again = rounds.open(sink, "a", rounds.begin("a"));
    rounds.round(again, "3");
    RoundsOnFiles.write(again, "4");
    again.close();
    assertThatThrownBy(() -> late.commit(2)).isInstanceOf(TestGeneration.OverException.class);
    assertThat(file).hasContent("1\n3\n4\n");
    late.close();
  }

  @Test
  void whoOpensLateTakesNothingBack() throws Exception {
    stopped().close();
    TestGeneration old = rounds.begin("b");
    rounds.begin("c");
    assertThatThrownBy(() -> rounds.open(sink, "b", old))
        .isInstanceOf(TestGeneration.OverException.class);
    TestGeneration oldOfItsOwn = rounds.begin("a");
    rounds.begin("c");
    assertThatThrownBy(() -> rounds.open(sink, "a", oldOfItsOwn))
        .isInstanceOf(TestGeneration.OverException.class);
    assertThat(file).hasContent("1\n2\n");
  }

  @Test
  void nobodyCanOpenTheFileBetweenTheQuestionAndTheCut() throws Exception {
    TransactionalSinkWriter stopped = stopped();
    TestGeneration without = rounds.begin("b");
    try (TransactionalSinkWriter other = rounds.open(sink, "b", without)) {
      stopped.close();
      AtomicReference<Boolean> opened = new AtomicReference<>();
      without.whenAsked(() -> opened.set(canBeOpened()));
      rounds.round(other);
      assertThat(opened).hasValue(false);
      assertThat(canBeOpened()).as("afterwards").isTrue();
    }
  }

  private boolean canBeOpened() {
    try (OutputFile open = OutputFile.open(file, Duration.ZERO)) {
      return open.size() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theStoreIsNotAskedAboutFilesOfWhichNothingIsToBeTakenBack() throws Exception {
    try (TransactionalSinkWriter gone = rounds.open(sink, "a")) {
      rounds.round(gone, "1");
    }
    TestGeneration without = rounds.begin("b");
    try (TransactionalSinkWriter other = rounds.open(sink, "b", without)) {
      int forItsOwn = without.asked();
      assertThat(forItsOwn).isEqualTo(1);
      rounds.round(other);
      assertThat(without.asked()).isEqualTo(forItsOwn);
    }
  }
}
