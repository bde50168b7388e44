package dev.potoroo.testkit.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.TransactionalSinkWriter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every transactional sink promises, whatever the moment of a crash. */
@Timeout(120)
public abstract class TransactionalSinkContract {
  private static final int SEEDS = 150;
  private static final int STEPS = 40;

  /** One for people who make subclasses. */
  protected TransactionalSinkContract() {}

  /** A sink of text to which nothing was written yet. */
  protected abstract SinkConnector emptySink() throws Exception;

  /** What a reader finds in it when the writer has just been opened, or its output committed. */
  protected abstract List<String> content() throws Exception;

  /**
   * Ends a writer without closing it, as the end of its process would: gives back what a process
   * holds, such as locks. Does nothing here.
   */
  protected void crash(TransactionalSinkWriter writer) throws Exception {}

  private SinkRun run() throws Exception {
    return new SinkRun(emptySink(), this::crash);
  }

  @Test
  void saysThatItWritesExactlyOnce() throws Exception {
    assertThat(emptySink().guarantee()).isEqualTo(SinkConnector.Guarantee.EXACTLY_ONCE);
  }

  @Test
  void keepsWhatWasCommittedAndNothingElse() throws Exception {
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
  void takesTheFirstRoundBackIfNothingWasCommitted() throws Exception {
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
  void takesBackWhatWasPreparedOnly() throws Exception {
    SinkRun run = run();
    run.round("a");
    run.write("b");
    run.prepare();
    run.crashAndReopen();
    assertThat(content()).containsExactly("a");
    run.close();
  }

  @Test
  void keepsACommitThatItWasNotToldOf() throws Exception {
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
  void isToldOfACommitWhileTheNextRoundIsWritten() throws Exception {
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
  void isToldOfACommitMoreThanOnce() throws Exception {
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
  void isOpenedTwiceWithoutARoundBetween() throws Exception {
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
  void preparesRoundsInWhichNothingCame() throws Exception {
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
  void takesBackWhatWasWrittenUntilItWasClosed() throws Exception {
    SinkRun run = run();
    run.round("a");
    run.write("b");
    run.close();
    run.reopen();
    assertThat(content()).containsExactly("a");
    run.close();
  }

  @Test
  void preparesARoundAgainAfterItWasTakenBack() throws Exception {
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
  void holdsExactlyWhatWasCommittedInAnyHistory() throws Exception {
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
