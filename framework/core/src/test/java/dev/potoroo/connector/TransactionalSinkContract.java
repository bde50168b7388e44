package dev.potoroo.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every transactional sink promises, whatever the moment of a crash. */
public interface TransactionalSinkContract {
  int SEEDS = 150;
  int STEPS = 40;

  /** A sink of text to which nothing was written yet. */
  SinkConnector emptySink() throws Exception;

  /** What a reader finds in it when the writer has just been opened, or its output committed. */
  List<String> content() throws Exception;

  /** Ends a writer without closing it; gives back what a process holds, such as locks. */
  void crash(TransactionalSinkWriter writer) throws Exception;

  private SinkRun run() throws Exception {
    return new SinkRun(emptySink(), this::crash);
  }

  @Test
  default void keepsWhatWasCommittedAndNothingElse() throws Exception {
    SinkRun run = run();
    run.write("a", "b");
    run.prepare();
    run.commit();
    run.tellSink();
    run.write("c");
    run.crashAndReopen();
    assertThat(content()).containsExactly("a", "b");
    run.write("d");
    run.prepare();
    run.commit();
    run.tellSink();
    run.close();
    assertThat(content()).containsExactly("a", "b", "d");
  }

  @Test
  default void takesTheFirstRoundBackIfNothingWasCommitted() throws Exception {
    for (boolean prepared : new boolean[] {false, true}) {
      SinkRun run = run();
      run.write("a");
      run.flush();
      if (prepared) {
        run.prepare();
      }
      run.crashAndReopen();
      assertThat(content()).isEmpty();
      run.write("b");
      run.crashAndReopen();
      assertThat(content()).isEmpty();
      run.close();
    }
  }

  @Test
  default void takesBackWhatWasPreparedOnly() throws Exception {
    SinkRun run = run();
    run.round("a");
    run.write("b");
    run.prepare();
    run.crashAndReopen();
    assertThat(content()).containsExactly("a");
    run.close();
  }

  @Test
  default void keepsACommitThatItWasNotToldOf() throws Exception {
    SinkRun run = run();
    run.write("a");
    run.prepare();
    run.commit();
    run.crashAndReopen();
    assertThat(content()).containsExactly("a");
    run.write("b");
    run.prepare();
    run.commit();
    run.write("c");
    run.crashAndReopen();
    assertThat(content()).containsExactly("a", "b");
    run.close();
  }

  @Test
  default void isToldOfACommitWhileTheNextRoundIsWritten() throws Exception {
    SinkRun run = run();
    run.write("a");
    run.prepare();
    run.write("b");
    run.flush();
    run.commit();
    run.tellSink();
    run.write("c");
    run.prepare();
    run.crashAndReopen();
    assertThat(content()).containsExactly("a");
    run.close();
  }

  @Test
  default void isToldOfACommitMoreThanOnce() throws Exception {
    SinkRun run = run();
    run.write("a");
    run.prepare();
    run.commit();
    run.tellSink();
    run.tellSink();
    run.write("b");
    run.tellSink();
    run.crashAndReopen();
    run.tellSink();
    assertThat(content()).containsExactly("a");
    run.write("b");
    run.tellSink();
    run.crashAndReopen();
    assertThat(content()).containsExactly("a");
    run.close();
  }

  @Test
  default void isOpenedTwiceWithoutARoundBetween() throws Exception {
    SinkRun run = run();
    run.crashAndReopen();
    run.round("a");
    run.write("b");
    run.crashAndReopen();
    run.crashAndReopen();
    assertThat(content()).containsExactly("a");
    run.round("c");
    run.close();
    assertThat(content()).containsExactly("a", "c");
  }

  @Test
  default void preparesRoundsInWhichNothingCame() throws Exception {
    SinkRun run = run();
    run.round();
    run.crashAndReopen();
    run.round();
    run.round("a");
    Map<String, String> token = run.committed();
    run.round();
    run.round();
    assertThat(run.committed()).as("tells that nothing has changed").isEqualTo(token);
    run.crashAndReopen();
    run.round();
    assertThat(content()).containsExactly("a");
    run.close();
  }

  @Test
  default void takesBackWhatWasWrittenUntilItWasClosed() throws Exception {
    SinkRun run = run();
    run.round("a");
    run.write("b");
    run.close();
    run.reopen();
    assertThat(content()).containsExactly("a");
    run.close();
  }

  @Test
  default void preparesARoundAgainAfterItWasTakenBack() throws Exception {
    SinkRun run = run();
    run.round("a");
    run.write("long ago");
    run.prepare();
    run.crashAndReopen();
    run.round("b");
    run.crashAndReopen();
    assertThat(content()).containsExactly("a", "b");
    run.close();
  }

  @Test
  default void holdsExactlyWhatWasCommittedInAnyHistory() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      SinkRun run = run();
      for (int step = 0; step < STEPS; step++) {
        if (run.stepAtRandom(random)) {
          assertThat(content()).as("seed %d, step %d", seed, step).isEqualTo(run.expected());
        }
      }
      run.crashAndReopen();
      assertThat(content()).as("seed %d", seed).isEqualTo(run.expected());
      run.close();
    }
  }
}
