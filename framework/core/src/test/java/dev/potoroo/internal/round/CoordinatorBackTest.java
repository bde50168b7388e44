package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.SECOND;
import static dev.potoroo.internal.round.Given.commit;
import static dev.potoroo.internal.round.Given.idle;
import static dev.potoroo.internal.round.Given.last;
import static dev.potoroo.internal.round.Given.prepared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.internal.round.Completion.Kind;
import dev.potoroo.store.RoundCommit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** When a {@link Coordinator} goes back to the last commit, or is replaced; what it waits for. */
class CoordinatorBackTest extends CoordinatorFixture {
  @Nested
  class GoesBack {
    @Test
    void ifANodeIsLost() {
      writing();
      assertThat(coordinator.memberLost("b:1"))
          .isEqualTo(rolledBack(1, "node [b:1] is gone or cannot be reached"));
      assertThat(coordinator.memberLost("b:1")).as("again").isEmpty();
      assertThat(coordinator.memberLost("a:1")).as("the store is being asked").isEmpty();
      register("a:1");
      assertThat(prepare(1, 2)).as("what is over").isEmpty();
      assertThat(coordinator.committed(commit(1, 2))).as("what is over").isEmpty();
      assertThat(coordinator.tookOver(2, last(1, 1)))
          .containsExactly(
              new Effect.Assign(
                  2,
                  new Assignment(List.of(new NodeSpec("a:1", 1)), List.of(0, 0, 0, 0)),
                  last(1, 1)));
      assertThat(coordinator.view().generationReason())
          .isEqualTo("node [b:1] is gone or cannot be reached");
    }

    @Test
    void ifALostNodeIsHeardOfAgain() {
      flowing();
      coordinator.memberLost("b:1");
      assertThat(registerAgain("b:1")).as("sent before it was lost").isEmpty();
      coordinator.tookOver(2, last(1, 1));
      assertThat(coordinator.membersPresent(Set.of("a:1", "c:1")))
          .isEqualTo(rolledBack(2, "node [b:1] is gone or cannot be reached"));
      assertThat(coordinator.membersPresent(Set.of("a:1", "c:1"))).as("told once").isEmpty();
      Assignment alone = new Assignment(List.of(new NodeSpec("a:1", 1)), List.of(0, 0, 0, 0));
      assertThat(coordinator.tookOver(3, last(1, 1)))
          .containsExactly(new Effect.Assign(3, alone, last(1, 1)));
    }

    @Test
    void notIfTheLostNodeHadNoPart() {
      flowing();
      assertThat(coordinator.memberLost("z:1")).isEmpty();
      register("c:1");
      assertThat(coordinator.memberLost("c:1")).isEmpty();
    }

    @Test
    void ifANodeIsAnotherProcess() {
      flowing();
      assertThat(registerAnew("b:1", 2))
          .isEqualTo(rolledBack(1, "node [b:1] was replaced by a new process"));
    }

    @Test
    void notIfTheOtherProcessHadNoPart() {
      flowing();
      register("c:1");
      assertThat(registerAnew("c:1", 2)).isEmpty();
    }

    @Test
    void ifANodeIsBroken() {
      flowing();
      assertThat(coordinator.broken("b:1", 2, "x")).as("another generation").isEmpty();
      assertThat(coordinator.broken("z:1", 1, "x")).as("a stranger").isEmpty();
      assertThat(coordinator.broken("b:1", 1, "x")).isEqualTo(rolledBack(1, "x, on node [b:1]"));
      assertThat(coordinator.broken("b:1", 1, "x")).as("again").isEmpty();
    }

    @Test
    void ifRecordsAreLost() {
      flowing();
      after(SECOND);
      reports(1, idle(5, 0), idle(0, 4));
      assertThat(after(5 * SECOND - 1)).noneMatch(Effect.RolledBack.class::isInstance);
      reports(2, idle(5, 0), idle(0, 4));
      assertThat(after(1)).as("not yet").noneMatch(Effect.RolledBack.class::isInstance);
      reports(3, idle(5, 0), idle(0, 4));
      assertThat(after(1)).isEqualTo(rolledBack(1, "records were lost between nodes"));
    }

    @Test
    void notIfItWasAsleepItselfAndHasHeardNothingSince() {
      flowing();
      after(SECOND);
      reports(1, idle(5, 0), idle(0, 4));
      assertThat(after(60 * SECOND)).noneMatch(Effect.RolledBack.class::isInstance);
    }

    @Test
    void aFewTimesUntilItFails() {
      flowing();
      for (long generation = 2; generation <= 3; generation++) {
        assertThat(coordinator.broken("a:1", generation - 1, "x"))
            .isEqualTo(rolledBack(generation - 1, "x, on node [a:1]"));
        coordinator.tookOver(generation, last(1, 1));
      }
      assertThat(coordinator.broken("a:1", 3, "x"))
          .containsExactly(
              new Effect.Complete(
                  new Completion(
                      Kind.FAILED,
                      "NO_PROGRESS",
                      "The pipeline cannot go on: x, on node [a:1]. It went back to the last"
                          + " commit 2 times in a row."),
                  3,
                  1));
    }

    @Test
    void asOftenAsItMustIfSomethingIsCommittedBetween() {
      flowing();
      long round = 1;
      for (long generation = 1; generation < 9; generation++) {
        after(SECOND);
        coordinator.report("a:1", generation, 1, idle(1, 1));
        coordinator.report("b:1", generation, 1, idle(0, 0));
        coordinator.report("a:1", generation, 2, idle(1, 1));
        coordinator.report("b:1", generation, 2, idle(0, 0));
        round++;
        captured(generation, round);
        prepare(generation, round);
        coordinator.committed(commit(generation, round));
        assertThat(coordinator.broken("a:1", generation, "x"))
            .isEqualTo(rolledBack(generation, "x, on node [a:1]"));
        coordinator.tookOver(generation + 1, last(generation, round));
        ready(generation + 1);
        coordinator.inPlace(generation + 1);
        round++;
        captured(generation + 1, round);
        prepare(generation + 1, round);
        coordinator.committed(commit(generation + 1, round));
      }
    }

    @Test
    void notForTheFirstCutOfAGenerationAlone() {
      flowing();
      coordinator.broken("a:1", 1, "x");
      coordinator.tookOver(2, last(1, 1));
      ready(2);
      captured(2, 2);
      prepare(2, 2);
      coordinator.committed(commit(2, 2));
      coordinator.broken("a:1", 2, "x");
      coordinator.tookOver(3, last(2, 2));
      assertThat(coordinator.broken("a:1", 3, "x"))
          .as("a cut without records is no progress")
          .hasOnlyElementsOfType(Effect.Complete.class);
    }

    @Test
    void andCountsSourcesThatHaveEndedAnew() {
      flowing();
      coordinator.sourcesEnded("a:1", 1);
      coordinator.broken("a:1", 1, "x");
      coordinator.tookOver(2, last(1, 1));
      ready(2);
      captured(2, 2);
      prepare(2, 2);
      coordinator.committed(commit(2, 2));
      assertThat(coordinator.sourcesEnded("b:1", 2)).isEmpty();
    }
  }

  @Nested
  class IsReplaced {
    private static final Effect REPLACED =
        new Effect.Replaced(new Completion(Kind.FAILED, "FENCED", "newer"));

    @Test
    void ifTheStoreKnowsOfANewerGeneration() {
      flowing();
      assertThat(coordinator.fenced(1, "newer")).containsExactly(REPLACED);
      assertThat(coordinator.fenced(1, "newer")).as("again").isEmpty();
    }

    @Test
    void notIfItHasBegunTheNewerGenerationItself() {
      flowing();
      coordinator.broken("a:1", 1, "x");
      assertThat(coordinator.fenced(1, "newer")).as("it takes over").isEmpty();
      coordinator.tookOver(2, last(1, 1));
      assertThat(coordinator.fenced(1, "newer")).as("an old commit").isEmpty();
    }

    @Test
    void andSaysNothingAnyMore() {
      flowing();
      coordinator.fenced(1, "newer");
      assertThat(register("a:1")).isEmpty();
      assertThat(coordinator.membersUp(Set.of())).isEmpty();
      assertThat(coordinator.memberLost("a:1")).isEmpty();
      assertThat(allLeave()).isEmpty();
      assertThat(coordinator.failed("b:1", "X", "x")).isEmpty();
      assertThat(coordinator.broken("b:1", 1, "x")).isEmpty();
      assertThat(coordinator.sourcesEnded("b:1", 1)).isEmpty();
      assertThat(coordinator.cutWanted(1)).isEmpty();
      assertThat(after(20 * SECOND)).isEmpty();
      assertThat(phase()).isEqualTo("complete");
    }
  }

  @Nested
  class TellsWhatItWaitsFor {
    private Effect heldUp(String where, long seconds, String... by) {
      long round = coordinator.view().last().map(RoundCommit::round).orElse(0L) + 1;
      return new Effect.HeldUp(round, where, seconds * SECOND, List.of(by));
    }

    @Test
    void onceInAWhile() {
      register("a:1");
      register("b:1");
      assertThat(after(10 * SECOND - 1)).isEmpty();
      assertThat(after(1))
          .containsExactly(new Effect.HeldUp(0, "taking over", 10 * SECOND, List.of("the store")));
      assertThat(after(10 * SECOND - 1)).isEmpty();
      assertThat(after(1)).hasSize(1);
    }

    @Test
    void atEachPointOfARound() {
      entering(1, 0);
      coordinator.ready("a:1", 1);
      assertThat(after(10 * SECOND))
          .contains(new Effect.HeldUp(0, "entering", 10 * SECOND, List.of("node [b:1]")));
      coordinator.ready("b:1", 1);
      assertThat(after(10 * SECOND)).contains(heldUp("capturing", 10, "node [a:1]", "node [b:1]"));
      captured(1, 1);
      assertThat(after(10 * SECOND)).contains(heldUp("writing", 20, "node [a:1]", "node [b:1]"));
      prepare(1, 1);
      assertThat(after(10 * SECOND)).contains(heldUp("committing", 10, "the store"));
      coordinator.committed(commit(1, 1));
      assertThat(after(SECOND / 4)).as("records flow").isEmpty();
      after(SECOND);
      coordinator.report("a:1", 1, 1, new Report(9, 8, 0, true, List.of("lane 3")));
      assertThat(after(10 * SECOND))
          .contains(heldUp("draining", 10, "node [b:1]", "lane 3 on node [a:1]"));
    }

    @Test
    void alsoWhileRecordsOfTheNextRoundFlow() {
      writing();
      coordinator.prepared("a:1", 1, 2, prepared("0", 1));
      assertThat(after(10 * SECOND))
          .contains(new Effect.HeldUp(3, "writing", 10 * SECOND, List.of("node [b:1]")));
    }

    @Test
    void notWhileItWaitsForNodesAtFirst() {
      register("a:1");
      assertThat(after(20 * SECOND)).isEmpty();
    }
  }
}
