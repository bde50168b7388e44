package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.SAME;
import static dev.potoroo.internal.round.Given.SECOND;
import static dev.potoroo.internal.round.Given.commit;
import static dev.potoroo.internal.round.Given.idle;
import static dev.potoroo.internal.round.Given.last;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.internal.round.Completion.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How a {@link Coordinator} ends, and what it does without a store. */
class CoordinatorEndTest extends CoordinatorFixture {
  @Nested
  class Ends {
    @Test
    void whenAllSourcesHaveEndedAndTheRestIsCommitted() {
      flowing();
      assertThat(coordinator.sourcesEnded("a:1", 1)).isEmpty();
      assertThat(coordinator.sourcesEnded("a:1", 1)).as("again").isEmpty();
      assertThat(coordinator.sourcesEnded("b:1", 0)).as("another generation").isEmpty();
      assertThat(coordinator.sourcesEnded("b:1", 1))
          .containsExactly(new Effect.Pause(1, 2, 3), new Effect.AskReports(1, 3, 1));
      drained(1, 5);
      assertThat(captured(1, 2)).as("nothing flows any more").isEmpty();
      prepare(1, 2);
      assertThat(coordinator.committed(commit(1, 2)))
          .containsExactly(new Effect.Committed(1, 2), complete(Kind.ENDED, 1, 2));
      assertThat(phase()).isEqualTo("complete");
      assertThat(after(20 * SECOND)).isEmpty();
    }

    @Test
    void withTheCommitBeforeIfNothingHasHappenedSince() {
      flowing();
      coordinator.sourcesEnded("a:1", 1);
      coordinator.sourcesEnded("b:1", 1);
      assertThat(drained(1, 0)).containsExactly(complete(Kind.ENDED, 1, 1));
    }

    @Test
    void evenIfSourcesEndWhileItCaptures() {
      flowing();
      after(SECOND);
      drained(1, 5);
      coordinator.sourcesEnded("a:1", 1);
      coordinator.sourcesEnded("b:1", 1);
      captured(1, 2);
      prepare(1, 2);
      assertThat(coordinator.committed(commit(1, 2))).contains(complete(Kind.ENDED, 1, 2));
    }

    @Test
    void whenTheCaptureIsHeardOfAfterTheCommit() {
      flowing();
      coordinator.sourcesEnded("a:1", 1);
      coordinator.sourcesEnded("b:1", 1);
      drained(1, 5);
      prepare(1, 2);
      coordinator.committed(commit(1, 2));
      assertThat(captured(1, 2)).containsExactly(complete(Kind.ENDED, 1, 2));
    }

    @Test
    void onlyWhenWhatIsHeldBackToBeTriedAgainHasBeenHandled() {
      flowing();
      coordinator.sourcesEnded("a:1", 1);
      coordinator.sourcesEnded("b:1", 1);
      drainedWithRetries(1, 5);
      assertThat(captured(1, 2)).as("it goes on").contains(new Effect.Flow(1, 3, 5));
      prepare(1, 2);
      assertThat(coordinator.committed(commit(1, 2)))
          .as("not before the interval is over")
          .containsExactly(new Effect.Committed(1, 2));
      assertThat(after(SECOND)).contains(new Effect.Pause(1, 3, 6));
      drained(3, 9);
      captured(1, 3);
      prepare(1, 3);
      assertThat(coordinator.committed(commit(1, 3))).contains(complete(Kind.ENDED, 1, 3));
    }

    @Test
    void aStopLeavesWhatIsHeldBackToTheNextStart() {
      flowing();
      allLeave();
      assertThat(drainedWithRetries(1, 0)).containsExactly(complete(Kind.STOPPED, 1, 1));
    }

    private List<Effect> drainedWithRetries(long firstWave, long records) {
      Report retrying = new Report(records, records, 1, true, List.of());
      reports(firstWave, retrying, Given.idle(0, 0));
      return reports(firstWave + 1, retrying, Given.idle(0, 0));
    }

    @Test
    void whenAllNodesAreAskedToLeave() {
      flowing();
      assertThat(allLeave())
          .containsExactly(new Effect.Pause(1, 2, 3), new Effect.AskReports(1, 3, 1));
      assertThat(drained(1, 0)).containsExactly(complete(Kind.STOPPED, 1, 1));
      assertThat(coordinator.leave("a:1", true)).containsExactly(complete(Kind.STOPPED, 1, 1));
    }

    @Test
    void afterTheCommitOfTheRoundBeforeIfANodeIsAskedToStop() {
      writing();
      assertThat(allLeave()).isEmpty();
      prepare(1, 2);
      assertThat(coordinator.committed(commit(1, 2))).contains(new Effect.Pause(1, 3, 6));
    }

    @Test
    void atOnceIfANodeIsAskedToStopBeforeAnythingHasBegun() {
      register("a:1");
      assertThat(coordinator.leave("a:1", true)).containsExactly(complete(Kind.STOPPED, 0, 0));
    }

    @Test
    void whenAllHaveEnteredIfANodeIsAskedToStopBefore() {
      registerAgain("a:1");
      assertThat(allLeave()).as("others may have output to take back").isEmpty();
      assertThat(coordinator.membersUp(Set.of("a:1"))).containsExactly(TAKE_OVER);
      assertThat(allLeave()).isEmpty();
      coordinator.tookOver(4, last(3, 9));
      assertThat(allLeave()).isEmpty();
      assertThat(coordinator.ready("a:1", 4)).containsExactly(complete(Kind.STOPPED, 4, 9));
    }

    @Test
    void andTellsANodeThatHasNotHeard() {
      flowing();
      allLeave();
      drained(1, 0);
      assertThat(registerAgain("b:1")).containsExactly(complete(Kind.STOPPED, 1, 1));
    }

    @Test
    void andGivesANodeThatComesLaterAGenerationInWhichNothingFlows() {
      flowing();
      allLeave();
      drained(1, 0);
      assertThat(registerAnew("b:1", 2)).containsExactly(TAKE_OVER);
      Assignment alone = new Assignment(List.of(new NodeSpec("b:1", 1)), List.of(0, 0, 0, 0));
      assertThat(coordinator.tookOver(2, last(1, 1)))
          .containsExactly(new Effect.Assign(2, alone, last(1, 1)));
      assertThat(coordinator.ready("b:1", 2)).containsExactly(complete(Kind.STOPPED, 2, 1));
      assertThat(registerAgain("a:1")).as("it was in the one before").containsExactly(TAKE_OVER);
      coordinator.tookOver(3, last(1, 1));
      assertThat(coordinator.ready("a:1", 3)).containsExactly(complete(Kind.STOPPED, 3, 1));
    }

    @Test
    void andDoesSoForANodeThatHadJoinedTooLateForTheLastGeneration() {
      flowing();
      coordinator.sourcesEnded("a:1", 1);
      coordinator.sourcesEnded("b:1", 1);
      assertThat(register("c:1")).isEmpty();
      drained(1, 0);
      assertThat(register("c:1")).containsExactly(TAKE_OVER);
      coordinator.tookOver(2, last(1, 1));
      assertThat(coordinator.ready("c:1", 2)).containsExactly(complete(Kind.ENDED, 2, 1));
    }

    @Test
    void andTellsANodeThatComesLaterIfItHasFailed() {
      flowing();
      coordinator.failed("a:1", "X", "x");
      assertThat(register("c:1"))
          .containsExactly(new Effect.Complete(new Completion(Kind.FAILED, "X", "x"), 1, 1));
    }

    @Test
    void withAFailureOfANodeThatTakesPart() {
      Completion failed = new Completion(Kind.FAILED, "X", "x");
      assertThat(new Coordinator(Given.rules(1, true)).failed("z:1", "X", "x"))
          .as("nothing has begun")
          .containsExactly(new Effect.Complete(failed, 0, 0));
      flowing();
      assertThat(coordinator.failed("z:1", "X", "x")).as("a stranger").isEmpty();
      assertThat(coordinator.failed("a:1", "X", "x"))
          .containsExactly(new Effect.Complete(failed, 1, 1));
      assertThat(coordinator.failed("b:1", "Y", "y")).as("it is over").isEmpty();
    }
  }

  @Nested
  class WithoutAStore {
    private final Coordinator memory = new Coordinator(Given.rules(1, false));

    private void flowing() {
      memory.register("a:1", 1, 1, SAME, Optional.empty());
      memory.ready("a:1", 1);
    }

    @Test
    void letsRecordsFlowAtOnceAndNeverPauses() {
      assertThat(memory.register("a:1", 1, 1, SAME, Optional.empty()))
          .hasOnlyElementsOfType(Effect.Assign.class);
      assertThat(memory.ready("a:1", 1)).containsExactly(new Effect.Flow(1, 1, 1));
      memory.clock(100 * SECOND);
      assertThat(memory.tick()).containsExactly(new Effect.Flow(1, 1, 1));
      assertThat(memory.cutWanted(1)).isEmpty();
      assertThat(memory.view().durable()).isFalse();
    }

    @Test
    void endsWhenAllIsProcessed() {
      flowing();
      assertThat(memory.sourcesEnded("a:1", 1)).hasSize(2);
      memory.report("a:1", 1, 1, idle(3, 3));
      assertThat(memory.report("a:1", 1, 2, idle(3, 3)))
          .containsExactly(complete(Kind.ENDED, 1, 0));
      assertThat(memory.register("b:1", 1, 1, SAME, Optional.empty()))
          .as("a node that has nothing to take back")
          .containsExactly(complete(Kind.ENDED, 0, 0));
      assertThat(memory.register("a:1", 1, 1, SAME, Optional.empty()))
          .containsExactly(complete(Kind.ENDED, 1, 0));
    }

    @Test
    void fails() {
      flowing();
      assertThat(memory.memberLost("a:1")).as("the nodes know better what is lost").isEmpty();
      assertThat(memory.broken("a:1", 1, "x"))
          .containsExactly(
              new Effect.Complete(
                  new Completion(
                      Kind.FAILED,
                      "INTERNAL",
                      "The pipeline cannot go on: x, on node [a:1]. There is no store to go back"
                          + " to."),
                  1,
                  0));
    }

    @Test
    void doesNotTakeRecordsForLost() {
      flowing();
      memory.sourcesEnded("a:1", 1);
      memory.report("a:1", 1, 1, idle(3, 2));
      memory.clock(100 * SECOND);
      assertThat(memory.tick()).noneMatch(Effect.Complete.class::isInstance);
    }

    @Test
    void beginsAGenerationForANodeThatJoins() {
      flowing();
      assertThat(memory.register("b:1", 1, 1, SAME, Optional.empty())).hasSize(2);
      memory.report("a:1", 1, 1, idle(3, 3));
      assertThat(memory.report("a:1", 1, 2, idle(3, 3)))
          .containsExactly(
              new Effect.Assign(
                  2,
                  new Assignment(
                      List.of(new NodeSpec("a:1", 1), new NodeSpec("b:1", 1)), List.of(0, 0, 0, 0)),
                  Optional.empty()));
    }
  }
}
