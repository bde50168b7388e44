package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.SAME;
import static dev.potoroo.internal.round.Given.SECOND;
import static dev.potoroo.internal.round.Given.TWO;
import static dev.potoroo.internal.round.Given.commit;
import static dev.potoroo.internal.round.Given.idle;
import static dev.potoroo.internal.round.Given.last;
import static dev.potoroo.internal.round.Given.prepared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How a {@link Coordinator} begins, and ends rounds. */
class CoordinatorTest extends CoordinatorFixture {
  @Nested
  class Gathers {
    @Test
    void waitsForAllMembersAndTakesOver() {
      assertThat(register("b:1")).isEmpty();
      assertThat(register("b:1")).as("said again").isEmpty();
      assertThat(phase()).isEqualTo("gathering");
      assertThat(register("a:1")).containsExactly(TAKE_OVER);
      assertThat(phase()).isEqualTo("taking over");
      assertThat(registerAgain("a:1")).isEmpty();
    }

    @Test
    void assignsInTheOrderOfAddresses() {
      register("b:1");
      register("a:1");
      assertThat(coordinator.tookOver(7, Optional.empty()))
          .containsExactly(new Effect.Assign(7, TWO, Optional.empty()));
      assertThat(coordinator.tookOver(8, Optional.empty())).as("once").isEmpty();
    }

    @Test
    void doesNotCountANodeThatHasGone() {
      register("b:1");
      assertThat(coordinator.memberLost("b:1")).isEmpty();
      assertThat(register("a:1")).isEmpty();
    }

    @Test
    void refusesANodeThatIsDifferent() {
      Effect refused = new Effect.Refuse("c:1", "it runs [q], but the cluster runs [p, 4 shards]");
      assertThat(coordinator.register("c:1", 1, 1, "q", Optional.empty())).containsExactly(refused);
      flowing();
      assertThat(coordinator.register("c:1", 1, 1, "q", Optional.empty())).containsExactly(refused);
      coordinator.failed("a:1", "X", "x");
      assertThat(coordinator.register("c:1", 1, 1, "q", Optional.empty())).containsExactly(refused);
    }

    @Test
    void goesOnForACoordinatorThatIsGoneWhenAllMembersOfTheClusterAreThere() {
      assertThat(registerAgain("b:1")).as("who is a member?").isEmpty();
      assertThat(coordinator.membersUp(Set.of("b:1", "c:1"))).isEmpty();
      assertThat(register("c:1")).containsExactly(TAKE_OVER);
      assertThat(coordinator.tookOver(3, last(2, 9)))
          .containsExactly(
              new Effect.Assign(
                  3,
                  new Assignment(
                      List.of(new NodeSpec("b:1", 1), new NodeSpec("c:1", 1)), List.of(1, 1, 0, 0)),
                  last(2, 9)));
      assertThat(coordinator.view().generationReason()).isEqualTo("a new coordinator");
      assertThat(coordinator.membersUp(Set.of("a:1"))).as("it has begun").isEmpty();
    }

    @Test
    void takesTheFirstAssignmentThatIsKnown() {
      registerAgain("a:1");
      Assignment other = TWO.on(List.of(new NodeSpec("a:1", 1)));
      coordinator.register("b:1", 1, 2, SAME, Optional.of(other));
      assertThat(coordinator.membersUp(Set.of("a:1", "b:1"))).containsExactly(TAKE_OVER);
      assertThat(coordinator.tookOver(3, Optional.empty()))
          .containsExactly(new Effect.Assign(3, TWO, Optional.empty()));
    }

    @Test
    void takesThoseThatAreThereWhenTheStoreAnswers() {
      register("a:1");
      register("b:1");
      register("c:1");
      coordinator.memberLost("b:1");
      assertThat(registerAnew("a:1", 2)).as("another process, it is not asked twice").isEmpty();
      assertThat(coordinator.tookOver(1, Optional.empty()))
          .containsExactly(
              new Effect.Assign(
                  1,
                  new Assignment(
                      List.of(new NodeSpec("a:1", 1), new NodeSpec("c:1", 1)), List.of(0, 0, 1, 1)),
                  Optional.empty()));
    }

    @Test
    void waitsForNodesIfNobodyIsLeft() {
      register("a:1");
      register("b:1");
      coordinator.memberLost("a:1");
      coordinator.memberLost("b:1");
      assertThat(coordinator.tookOver(1, Optional.empty())).isEmpty();
      assertThat(phase()).isEqualTo("gathering");
      assertThat(register("a:1")).as("as many as at first").isEmpty();
      assertThat(register("b:1")).containsExactly(TAKE_OVER);
    }

    @Test
    void waitsForAllMembersIfNobodyOfAGenerationIsLeft() {
      flowing();
      coordinator.memberLost("a:1");
      coordinator.memberLost("b:1");
      coordinator.tookOver(2, last(1, 1));
      assertThat(register("b:1")).isEmpty();
      assertThat(coordinator.membersUp(Set.of("b:1"))).containsExactly(TAKE_OVER);
    }
  }

  @Nested
  class BeginsAGeneration {
    @Test
    void assignsAgainToANodeThatHasNotHeard() {
      entering(1, 0);
      assertThat(register("a:1")).containsExactly(new Effect.Assign(1, TWO, Optional.empty()));
      assertThat(registerAgain("a:1")).isEmpty();
      ready(1);
      assertThat(register("a:1")).as("a late message").isEmpty();
    }

    @Test
    void cutsBeforeAnythingFlows() {
      entering(2, 7);
      assertThat(coordinator.ready("a:1", 2)).isEmpty();
      assertThat(coordinator.ready("a:1", 2)).as("said again").isEmpty();
      assertThat(coordinator.ready("b:1", 1)).as("of another generation").isEmpty();
      assertThat(coordinator.ready("b:1", 2))
          .containsExactly(new Effect.Capture(2, 8, 1, Given.NO_TIME));
      assertThat(coordinator.ready("b:1", 2)).as("said again").isEmpty();
      assertThat(captured(2, 8)).isEmpty();
      assertThat(prepare(2, 8))
          .containsExactly(
              new Effect.Commit(
                  2,
                  8,
                  Map.of("in", Map.of("0", 8L, "1", 8L)),
                  Map.of("out", Map.of("f", "7", "0", "8", "1", "8")),
                  Given.NO_TIME));
      assertThat(coordinator.committed(commit(2, 8)))
          .containsExactly(new Effect.Committed(2, 8), new Effect.Flow(2, 9, 2));
      assertThat(phase()).isEqualTo("flowing");
    }

    @Test
    void waitsForACaptureOfWhichItHasNotHeardThoughTheRoundIsCommitted() {
      entering(1, 0);
      ready(1);
      coordinator.captured("a:1", 1, 1);
      prepare(1, 1);
      assertThat(coordinator.committed(commit(1, 1))).containsExactly(new Effect.Committed(1, 1));
      assertThat(coordinator.captured("b:1", 1, 1)).containsExactly(new Effect.Flow(1, 2, 2));
    }

    @Test
    void repeatsItsOrdersUntilTheyAreFollowed() {
      entering(1, 0);
      assertThat(after(SECOND / 4)).isEmpty();
      assertThat(after(SECOND / 4)).containsExactly(new Effect.Assign(1, TWO, Optional.empty()));
      assertThat(after(SECOND / 4)).as("not at each tick").isEmpty();
      assertThat(after(SECOND / 4)).hasSize(1);
      ready(1);
      assertThat(after(SECOND / 2)).containsExactly(new Effect.Capture(1, 1, 1, Given.NO_TIME));
      captured(1, 1);
      assertThat(after(SECOND / 2))
          .as("for Prepared")
          .containsExactly(new Effect.Capture(1, 1, 1, Given.NO_TIME));
      prepare(1, 1);
      assertThat(after(SECOND / 2)).as("the store is asked").isEmpty();
    }
  }

  @Nested
  class EndsARound {
    @Test
    void pausesAfterTheInterval() {
      flowing();
      assertThat(after(SECOND - 1)).doesNotContain(new Effect.Pause(1, 2, 3));
      assertThat(after(1))
          .containsExactly(new Effect.Pause(1, 2, 3), new Effect.AskReports(1, 3, 1));
      assertThat(phase()).isEqualTo("draining");
    }

    @Test
    void asksUntilNothingIsInFlightAndCaptures() {
      flowing();
      after(SECOND);
      assertThat(reports(1, idle(5, 1), idle(0, 2)))
          .containsExactly(new Effect.AskReports(1, 3, 2));
      assertThat(reports(2, idle(5, 2), idle(0, 3)))
          .containsExactly(new Effect.AskReports(1, 3, 3));
      assertThat(reports(3, idle(5, 2), idle(0, 3)))
          .containsExactly(new Effect.Capture(1, 2, 4, Given.NO_TIME));
      assertThat(phase()).isEqualTo("capturing");
      assertThat(reports(3, idle(5, 2), idle(0, 3))).as("late").isEmpty();
    }

    @Test
    void asksAgainAtEachTickAndRepeatsThePause() {
      flowing();
      after(SECOND);
      assertThat(after(1)).containsExactly(new Effect.AskReports(1, 3, 1));
      assertThat(after(SECOND / 2))
          .containsExactly(new Effect.Pause(1, 2, 3), new Effect.AskReports(1, 3, 1));
    }

    @Test
    void takesNoReportOfAnotherGeneration() {
      flowing();
      after(SECOND);
      coordinator.report("a:1", 2, 1, idle(0, 0));
      assertThat(coordinator.report("b:1", 1, 1, idle(0, 0))).isEmpty();
    }

    @Test
    void letsRecordsFlowWhenAllHaveCapturedAndPausesAgainWhenThatIsCommitted() {
      flowing();
      after(SECOND);
      drained(1, 5);
      assertThat(coordinator.captured("a:1", 1, 2)).isEmpty();
      assertThat(coordinator.captured("b:1", 1, 1)).as("of another round").isEmpty();
      assertThat(coordinator.captured("b:1", 0, 2)).as("of another generation").isEmpty();
      assertThat(coordinator.captured("b:1", 1, 2)).containsExactly(new Effect.Flow(1, 3, 5));
      assertThat(coordinator.captured("b:1", 1, 2)).as("late").isEmpty();
      assertThat(phase()).isEqualTo("writing");
      assertThat(after(SECOND))
          .as("not before the commit")
          .noneMatch(Effect.Pause.class::isInstance);
      prepare(1, 2);
      assertThat(phase()).isEqualTo("committing");
      assertThat(coordinator.committed(commit(1, 2)))
          .containsExactly(
              new Effect.Committed(1, 2),
              new Effect.Pause(1, 3, 6),
              new Effect.AskReports(1, 6, 3));
    }

    @Test
    void commitsOnceWhenAllHavePrepared() {
      writing();
      assertThat(coordinator.prepared("a:1", 1, 2, prepared("0", 5))).isEmpty();
      assertThat(coordinator.committed(commit(1, 2))).as("nobody has asked for it").isEmpty();
      assertThat(coordinator.prepared("b:1", 1, 1, prepared("1", 6))).as("another round").isEmpty();
      assertThat(coordinator.prepared("b:1", 0, 2, prepared("1", 6))).isEmpty();
      assertThat(coordinator.prepared("b:1", 1, 2, prepared("1", 6))).hasSize(1);
      assertThat(coordinator.prepared("b:1", 1, 2, prepared("1", 6))).as("again").isEmpty();
      assertThat(coordinator.committed(commit(1, 1))).as("another round").isEmpty();
      assertThat(coordinator.committed(commit(2, 2))).as("another generation").isEmpty();
      assertThat(coordinator.committed(commit(1, 2))).containsExactly(new Effect.Committed(1, 2));
      assertThat(coordinator.committed(commit(1, 2))).as("again").isEmpty();
      assertThat(coordinator.prepared("b:1", 1, 2, prepared("1", 6))).as("late").isEmpty();
      assertThat(coordinator.view().last()).contains(commit(1, 2));
    }

    @Test
    void repeatsWhatMayNotHaveBeenHeardWhileRecordsFlow() {
      writing();
      assertThat(after(SECOND / 2))
          .containsExactly(
              new Effect.Capture(1, 2, 4, Given.NO_TIME),
              new Effect.Flow(1, 3, 5),
              new Effect.Committed(1, 1));
      prepare(1, 2);
      assertThat(after(SECOND / 2))
          .as("the store is asked")
          .containsExactly(new Effect.Flow(1, 3, 5), new Effect.Committed(1, 1));
    }

    @Test
    void makesNoCutIfNothingHasHappened() {
      flowing();
      after(SECOND);
      assertThat(drained(1, 0)).containsExactly(new Effect.Flow(1, 2, 4));
      after(SECOND);
      assertThat(drained(3, 1)).containsExactly(new Effect.Capture(1, 2, 6, Given.NO_TIME));
    }

    @Test
    void cutsBeforeTheIntervalIsOverIfANodeNeedsMemory() {
      flowing();
      assertThat(coordinator.cutWanted(0)).as("another generation").isEmpty();
      assertThat(coordinator.cutWanted(1)).hasSize(2).contains(new Effect.Pause(1, 2, 3));
      drained(1, 5);
      captured(1, 2);
      assertThat(coordinator.cutWanted(1)).as("the cut before is not committed").isEmpty();
      prepare(1, 2);
      assertThat(coordinator.committed(commit(1, 2))).contains(new Effect.Pause(1, 3, 6));
    }

    @Test
    void tellsHowLongRoundsTook() {
      flowing();
      after(SECOND);
      now += 5;
      coordinator.clock(now);
      drained(1, 5);
      now += 6;
      coordinator.clock(now);
      captured(1, 2);
      now += 100;
      coordinator.clock(now);
      prepare(1, 2);
      now += 30;
      coordinator.clock(now);
      coordinator.committed(commit(1, 2));
      assertThat(coordinator.view().times())
          .last()
          .isEqualTo(new RoundTimes.Times(2, 20, 200, 5, 11, 3, 7, 30));
    }

    @Test
    void keepsTheTimesOfTheLatestRounds() {
      RoundTimes times = new RoundTimes();
      for (int round = 1; round <= 121; round++) {
        times.committed(new Writing(round, Set.of(), Optional.empty(), Given.NO_TIME, 0), 0);
      }
      assertThat(times.latest()).hasSize(120).first().matches(first -> first.round() == 2);
    }
  }
}
