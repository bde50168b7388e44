package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.TWO;
import static dev.potoroo.internal.round.Given.last;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Completion.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ParticipantTest {
  private static final Completion ENDED = Completion.of(Kind.ENDED);
  private static final Completion FAILED = new Completion(Kind.FAILED, "X", "x");
  private static final Map<String, String> MARK = Map.of("f", "17");

  private final Participant node = new Participant(Set.of("out", "log"));

  /** In generation 3, after round 5. */
  private void entered() {
    node.assigned(3, TWO, last(2, 5));
    node.entered(3, 5);
  }

  /** The first cut is over, records of round 7 flow. */
  private void flowing() {
    entered();
    prepare(6, 1);
    node.committed(3, 6);
    node.flow(3, 7, 2, false);
  }

  private void prepare(long round, long turn) {
    node.capture(3, round, turn, Given.NO_TIME);
    node.captured(3, round);
    node.written(3, round);
    node.sinkPrepared(3, round, "out", MARK);
    node.sinkPrepared(3, round, "log", Map.of());
  }

  private void paused() {
    flowing();
    node.pause(3, 3);
    node.paused(3);
  }

  private static Action fenced(long generation) {
    return new Action.SayFenced(generation, "generation [3] has begun after [" + generation + "]");
  }

  @Test
  void entersAGenerationAndSaysSo() {
    assertThat(node.assigned(3, TWO, last(2, 5)))
        .containsExactly(new Action.Enter(3, TWO, last(2, 5)));
    assertThat(node.generation()).isZero();
    assertThat(node.entered(3, 5)).containsExactly(new Action.SayReady(3));
    assertThat(node.generation()).isEqualTo(3);
    assertThat(node.committedRound()).isEqualTo(5);
    assertThat(node.isPaused()).isTrue();
  }

  @Test
  void saysAgainThatItIsReadyUntilItHearsThatThatIsKnown() {
    node.assigned(3, TWO, last(2, 5));
    assertThat(node.assigned(3, TWO, last(2, 5))).as("it is not ready yet").isEmpty();
    node.entered(3, 5);
    assertThat(node.entered(3, 5)).as("twice").isEmpty();
    assertThat(node.assigned(3, TWO, last(2, 5))).containsExactly(new Action.SayReady(3));
    node.capture(3, 6, 1, Given.NO_TIME);
    assertThat(node.assigned(3, TWO, last(2, 5))).isEmpty();
  }

  @Test
  void leavesAGenerationForANewerOneOnly() {
    entered();
    assertThat(node.assigned(2, TWO, last(2, 5))).containsExactly(fenced(2));
    assertThat(node.assigned(4, TWO, last(2, 5)))
        .containsExactly(new Action.Enter(4, TWO, last(2, 5)));
    assertThat(node.assigned(5, TWO, last(2, 5)))
        .containsExactly(new Action.Enter(5, TWO, last(2, 5)));
    assertThat(node.entered(4, 5)).as("5 has begun meanwhile").isEmpty();
    assertThat(node.entered(5, 5)).containsExactly(new Action.SayReady(5));
  }

  @Test
  void followsNoOrderOfAnotherGenerationAndTellsAnOlderOneThatItIsOver() {
    paused();
    assertThat(node.flow(2, 8, 9, false)).containsExactly(fenced(2));
    assertThat(node.pause(2, 9)).containsExactly(fenced(2));
    assertThat(node.capture(2, 7, 9, Given.NO_TIME)).containsExactly(fenced(2));
    assertThat(node.reportWanted(2, 9, 1)).containsExactly(fenced(2));
    assertThat(node.committed(2, 9)).isEmpty();
    assertThat(node.flow(4, 8, 9, false)).isEmpty();
    assertThat(node.pause(4, 9)).isEmpty();
    assertThat(node.capture(4, 7, 9, Given.NO_TIME)).isEmpty();
    assertThat(node.reportWanted(4, 9, 1)).isEmpty();
    assertThat(node.committed(4, 9)).isEmpty();
  }

  @Test
  void followsNoOrderWhileItEntersANewerGeneration() {
    flowing();
    node.reportWanted(3, 3, 1);
    node.assigned(4, TWO, last(2, 5));
    assertThat(node.pause(3, 4))
        .containsExactly(new Action.SayFenced(3, "generation [4] has begun after [3]"));
    assertThat(node.flow(4, 8, 1, false)).isEmpty();
    assertThat(node.answer()).isEmpty();
    assertThat(node.tick()).isEmpty();
  }

  @Test
  void beginsANewGenerationWithNothingOfTheOneBefore() {
    flowing();
    node.sourcesEnded(3);
    node.broken(3, "x");
    node.pause(3, 3);
    node.reportWanted(3, 3, 1);
    node.capture(3, 7, 4, Given.NO_TIME);
    node.sinkPrepared(3, 7, "out", MARK);
    node.assigned(4, TWO, last(3, 6));
    node.entered(4, 6);
    assertThat(node.tick()).as("nothing has ended, nothing is broken").isEmpty();
    assertThat(node.answer()).as("nothing is asked").isEmpty();
    assertThat(node.round()).isZero();
    assertThat(node.capture(4, 7, 1, Given.NO_TIME)).as("turns begin anew").hasSize(2);
    node.captured(4, 7);
    node.written(4, 7);
    assertThat(node.sinkPrepared(4, 7, "log", Map.of())).as("both sinks are missing").isEmpty();
    assertThat(node.sinkPrepared(4, 7, "out", Map.of()))
        .containsExactly(new Action.SayPrepared(4, 7, Map.of()));
  }

  @Test
  void letsRecordsFlowOnce() {
    entered();
    prepare(6, 1);
    assertThat(node.flow(3, 7, 2, false)).containsExactly(new Action.LetFlow(3, 7));
    assertThat(node.round()).isEqualTo(7);
    assertThat(node.isPaused()).isFalse();
    assertThat(node.flow(3, 7, 2, false)).as("twice").isEmpty();
    assertThat(node.flow(3, 7, 1, false)).as("late").isEmpty();
  }

  @Test
  void pausesOnce() {
    flowing();
    assertThat(node.pause(3, 3)).containsExactly(new Action.PauseSources(3));
    assertThat(node.pause(3, 3)).as("twice").isEmpty();
    assertThat(node.flow(3, 7, 2, false)).as("late").isEmpty();
    assertThat(node.isPaused()).as("sources still read").isFalse();
    assertThat(node.paused(3)).isEmpty();
    assertThat(node.isPaused()).isTrue();
  }

  @Test
  void needsNotPauseIfItHasNotHeardThatRecordsFlow() {
    entered();
    prepare(6, 1);
    assertThat(node.pause(3, 3)).isEmpty();
    assertThat(node.flow(3, 7, 2, false)).as("late").isEmpty();
    assertThat(node.reportWanted(3, 3, 1)).containsExactly(new Action.SayReport(3, 1));
  }

  @Test
  void takesNoOlderPauseForThisOne() {
    flowing();
    assertThat(node.paused(3)).isEmpty();
    assertThat(node.isPaused()).as("records flow").isFalse();
    node.pause(3, 3);
    node.paused(2);
    assertThat(node.isPaused()).as("of another generation").isFalse();
  }

  @Test
  void givesItsCountersWhenItHasPausedAndIsIdle() {
    flowing();
    node.pause(3, 3);
    node.idle(3, false);
    assertThat(node.reportWanted(3, 3, 8)).isEmpty();
    assertThat(node.idle(3, true)).as("sources still read").isEmpty();
    assertThat(node.idle(3, false)).isEmpty();
    assertThat(node.paused(3)).as("something is in flight").isEmpty();
    assertThat(node.idle(2, true)).as("of another generation").isEmpty();
    assertThat(node.idle(3, true)).containsExactly(new Action.SayReport(3, 8));
    assertThat(node.idle(3, true)).as("once").isEmpty();
    assertThat(node.reportWanted(3, 3, 9))
        .as("at once, when it is idle")
        .containsExactly(new Action.SayReport(3, 9));
  }

  @Test
  void givesItsCountersAfterAWhileInAnyCase() {
    flowing();
    node.pause(3, 3);
    assertThat(node.answer()).as("nobody has asked").isEmpty();
    node.reportWanted(3, 3, 9);
    node.reportWanted(3, 3, 8);
    assertThat(node.answer()).as("the latest question").containsExactly(new Action.SayReport(3, 9));
    assertThat(node.answer()).as("once").isEmpty();
  }

  @Test
  void pausesWhenItsCountersAreWantedEvenIfItWasNotToldTo() {
    flowing();
    assertThat(node.reportWanted(3, 3, 1)).containsExactly(new Action.PauseSources(3));
    assertThat(node.pause(3, 3)).as("that came late").isEmpty();
    assertThat(node.paused(3)).containsExactly(new Action.SayReport(3, 1));
  }

  @Test
  void doesNotLetRecordsFlowLateOnceItHasGivenItsCounters() {
    entered();
    prepare(6, 1);
    assertThat(node.reportWanted(3, 3, 1)).containsExactly(new Action.SayReport(3, 1));
    assertThat(node.flow(3, 7, 2, false)).as("of before the pause that was not heard").isEmpty();
  }

  @Test
  void givesNoCountersForAPauseThatIsOver() {
    paused();
    node.reportWanted(3, 3, 1);
    prepare(7, 4);
    assertThat(node.reportWanted(3, 3, 2)).as("it has captured since").isEmpty();
    node.flow(3, 8, 5, false);
    assertThat(node.reportWanted(3, 5, 2)).as("records flow").isEmpty();
    assertThat(node.answer()).isEmpty();
  }

  @Test
  void forgetsAQuestionWhenRecordsFlowAgain() {
    flowing();
    node.pause(3, 3);
    node.reportWanted(3, 3, 1);
    node.flow(3, 7, 4, false);
    assertThat(node.answer()).isEmpty();
  }

  @Test
  void capturesWritesAndPrepares() {
    paused();
    assertThat(node.capture(3, 7, 4, Given.NO_TIME))
        .containsExactly(
            new Action.PrepareSinks(3, 7), new Action.CaptureObjects(3, 7, Given.NO_TIME));
    assertThat(node.sinkPrepared(3, 7, "out", MARK)).isEmpty();
    assertThat(node.captured(3, 7))
        .containsExactly(new Action.SayCaptured(3, 7), new Action.WriteChanges(3, 7));
    assertThat(node.captured(3, 7)).as("twice").isEmpty();
    assertThat(node.sinkPrepared(3, 7, "log", Map.of())).as("it still writes").isEmpty();
    assertThat(node.written(3, 7))
        .containsExactly(new Action.SayPrepared(3, 7, Map.of("out", MARK)));
    assertThat(node.round()).isEqualTo(7);
  }

  @Test
  void isPreparedWhenItsLastSinkIs() {
    paused();
    node.capture(3, 7, 4, Given.NO_TIME);
    node.captured(3, 7);
    assertThat(node.written(3, 7)).as("no sink has prepared").isEmpty();
    assertThat(node.sinkPrepared(3, 7, "log", Map.of())).isEmpty();
    assertThat(node.sinkPrepared(3, 7, "log", Map.of())).as("twice").isEmpty();
    assertThat(node.sinkPrepared(3, 7, "out", MARK))
        .containsExactly(new Action.SayPrepared(3, 7, Map.of("out", MARK)));
  }

  @Test
  void saysAgainWhatItHasDoneForACapture() {
    paused();
    node.capture(3, 7, 4, Given.NO_TIME);
    assertThat(node.capture(3, 7, 4, Given.NO_TIME)).as("it still captures").isEmpty();
    node.captured(3, 7);
    assertThat(node.capture(3, 7, 4, Given.NO_TIME)).containsExactly(new Action.SayCaptured(3, 7));
    node.flow(3, 8, 5, false);
    node.written(3, 7);
    node.sinkPrepared(3, 7, "log", Map.of());
    node.sinkPrepared(3, 7, "out", MARK);
    assertThat(node.capture(3, 7, 4, Given.NO_TIME))
        .as("records of the next round flow meanwhile")
        .containsExactly(
            new Action.SayCaptured(3, 7), new Action.SayPrepared(3, 7, Map.of("out", MARK)));
  }

  @Test
  void capturesNothingThatIsOver() {
    paused();
    prepare(7, 4);
    assertThat(node.capture(3, 6, 1, Given.NO_TIME)).isEmpty();
    assertThat(node.captured(3, 6)).isEmpty();
    assertThat(node.written(3, 6)).isEmpty();
    assertThat(node.sinkPrepared(3, 6, "out", MARK)).isEmpty();
    assertThat(node.captured(2, 7)).isEmpty();
    assertThat(node.written(2, 7)).isEmpty();
    assertThat(node.sinkPrepared(2, 7, "out", MARK)).isEmpty();
  }

  @Test
  void takesACommitOnce() {
    entered();
    prepare(6, 1);
    assertThat(node.committed(3, 6)).containsExactly(new Action.TakeCommit(3, 6));
    assertThat(node.committed(3, 6)).isEmpty();
    assertThat(node.committed(3, 5)).isEmpty();
    assertThat(node.committedRound()).isEqualTo(6);
  }

  @Test
  void concludesFromACaptureThatTheRoundBeforeIsCommitted() {
    entered();
    prepare(6, 1);
    node.flow(3, 7, 2, false);
    node.pause(3, 3);
    assertThat(node.capture(3, 7, 4, Given.NO_TIME))
        .containsExactly(
            new Action.TakeCommit(3, 6),
            new Action.PrepareSinks(3, 7),
            new Action.CaptureObjects(3, 7, Given.NO_TIME));
  }

  @Test
  void saysThatItsSourcesHaveEndedOnceRecordsMayFlow() {
    entered();
    assertThat(node.sourcesEnded(3)).as("they have not begun").isEmpty();
    assertThat(node.tick()).isEmpty();
    prepare(6, 1);
    assertThat(node.flow(3, 7, 2, false))
        .containsExactly(new Action.LetFlow(3, 7), new Action.SayEnded(3));
    assertThat(node.tick()).as("said again").containsExactly(new Action.SayEnded(3));
  }

  @Test
  void saysThatItsSourcesHaveEndedWhenTheyDo() {
    flowing();
    assertThat(node.tick()).isEmpty();
    assertThat(node.sourcesEnded(2)).as("those of another generation").isEmpty();
    assertThat(node.sourcesEnded(3)).containsExactly(new Action.SayEnded(3));
  }

  @Test
  void saysThatItIsBrokenAgainAndAgain() {
    assertThat(node.broken(0, "x")).as("it is in no generation").isEmpty();
    flowing();
    node.sourcesEnded(3);
    assertThat(node.broken(2, "old")).isEmpty();
    Action broken = new Action.SayBroken(3, "x");
    assertThat(node.broken(3, "x")).containsExactly(broken);
    assertThat(node.broken(3, "y")).as("one reason is enough").isEmpty();
    assertThat(node.tick()).containsExactly(broken);
    node.assigned(4, TWO, Optional.empty());
    assertThat(node.tick()).isEmpty();
  }

  @Test
  void saysThatItIsBrokenAlsoWhileItEnters() {
    node.assigned(3, TWO, Optional.empty());
    assertThat(node.broken(3, "x")).containsExactly(new Action.SayBroken(3, "x"));
  }

  @Test
  void saysThatTheStoreHasRefusedIt() {
    flowing();
    Action fenced = new Action.SayFenced(3, "newer");
    assertThat(node.fenced(3, "newer")).containsExactly(fenced);
    assertThat(node.tick()).containsExactly(fenced);
    assertThat(node.broken(3, "x")).isEmpty();
  }

  @Test
  void endsWithItsGeneration() {
    flowing();
    assertThat(node.complete(ENDED, 3, 6)).containsExactly(new Action.End(ENDED));
  }

  @Test
  void takesTheLastCommitBeforeItEnds() {
    paused();
    prepare(7, 4);
    assertThat(node.complete(ENDED, 3, 7))
        .containsExactly(new Action.TakeCommit(3, 7), new Action.End(ENDED));
  }

  @Test
  void doesNotEndWithAGenerationThatItIsNotIn() {
    assertThat(node.complete(ENDED, 3, 7)).as("it may have output to take back").isEmpty();
    node.assigned(3, TWO, Optional.empty());
    assertThat(node.complete(ENDED, 3, 7)).as("it still enters").isEmpty();
    node.entered(3, 5);
    assertThat(node.complete(ENDED, 2, 7)).isEmpty();
    assertThat(node.complete(ENDED, 4, 7)).isEmpty();
    assertThat(node.complete(ENDED, 0, 0)).isEmpty();
  }

  @Test
  void endsIfThereNeverWasAGeneration() {
    assertThat(node.complete(ENDED, 0, 0)).containsExactly(new Action.End(ENDED));
  }

  @Test
  void leavesWhileItTriesToEnterItsFirstGeneration() {
    node.assigned(3, TWO, Optional.empty());
    assertThat(node.complete(Completion.of(Completion.Kind.STOPPED), 0, 0))
        .as("the run ends, for those that are in no generation")
        .isEmpty();
    assertThat(node.release(0, 0))
        .containsExactly(new Action.End(Completion.of(Completion.Kind.STOPPED)));
    assertThat(node.release(0, 0)).as("again").isEmpty();
  }

  @Test
  void leavesWithItsGenerationOnceItIsInOne() {
    flowing();
    assertThat(node.release(0, 0)).isEmpty();
    assertThat(node.release(2, 6)).isEmpty();
    assertThat(node.release(3, 6))
        .containsExactly(new Action.End(Completion.of(Completion.Kind.STOPPED)));
  }

  @Test
  void endsIfTheRunHasFailedUnlessItHasGoneOn() {
    entered();
    assertThat(node.complete(FAILED, 2, 0)).as("it has left that one").isEmpty();
    assertThat(node.complete(FAILED, 4, 0)).containsExactly(new Action.End(FAILED));
    Participant other = new Participant(Set.of());
    other.assigned(3, TWO, Optional.empty());
    assertThat(other.complete(FAILED, 3, 0)).containsExactly(new Action.End(FAILED));
    Participant third = new Participant(Set.of());
    third.assigned(3, TWO, Optional.empty());
    assertThat(third.complete(FAILED, 0, 0)).containsExactly(new Action.End(FAILED));
  }

  @Test
  void doesNothingAfterItsEnd() {
    paused();
    node.reportWanted(3, 3, 1);
    node.broken(3, "x");
    node.idle(3, false);
    node.complete(ENDED, 3, 6);
    assertThat(node.complete(ENDED, 3, 6)).isEmpty();
    assertThat(node.assigned(2, TWO, Optional.empty())).isEmpty();
    assertThat(node.assigned(4, TWO, Optional.empty())).isEmpty();
    assertThat(node.entered(3, 5)).isEmpty();
    assertThat(node.flow(3, 8, 9, false)).isEmpty();
    assertThat(node.pause(2, 9)).isEmpty();
    assertThat(node.answer()).isEmpty();
    assertThat(node.tick()).isEmpty();
    assertThat(node.broken(3, "x")).isEmpty();
    assertThat(node.sourcesEnded(3)).isEmpty();
  }
}
