package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.SAME;
import static dev.potoroo.internal.round.Given.SECOND;
import static dev.potoroo.internal.round.Given.TWO;
import static dev.potoroo.internal.round.Given.commit;
import static dev.potoroo.internal.round.Given.last;
import static dev.potoroo.internal.round.Given.prepared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.internal.round.Completion.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a {@link Coordinator} does about nodes that join and leave. */
class CoordinatorMembersTest extends CoordinatorFixture {
  @Nested
  class LetsNodesJoin {
    private final Assignment three =
        new Assignment(
            List.of(new NodeSpec("a:1", 1), new NodeSpec("b:1", 2), new NodeSpec("c:1", 1)),
            List.of(2, 0, 1, 1));

    @Test
    void whenTheRoundIsCommitted() {
      flowing();
      after(SECOND / 2);
      assertThat(register("c:1"))
          .containsExactly(new Effect.Pause(1, 2, 3), new Effect.AskReports(1, 3, 1));
      drained(1, 5);
      captured(1, 2);
      prepare(1, 2);
      assertThat(coordinator.committed(commit(1, 2)))
          .as("what has changed meanwhile is a short round")
          .containsExactly(
              new Effect.Committed(1, 2),
              new Effect.Pause(1, 3, 6),
              new Effect.AskReports(1, 6, 3));
      assertThat(drained(3, 5)).containsExactly(TAKE_OVER);
      assertThat(coordinator.tookOver(2, last(1, 2)))
          .containsExactly(new Effect.Assign(2, three, last(1, 2)));
      assertThat(coordinator.view().generationReason()).isEqualTo("node [c:1] has joined");
    }

    @Test
    void whenWhatFlowedWhileTheRoundWasWrittenIsCommittedToo() {
      flowing();
      after(SECOND / 2);
      register("c:1");
      drained(1, 5);
      assertThat(captured(1, 2)).as("records flow").contains(new Effect.Flow(1, 3, 5));
      prepare(1, 2);
      coordinator.committed(commit(1, 2));
      drained(3, 9);
      assertThat(captured(1, 3)).as("records do not flow").isEmpty();
      prepare(1, 3);
      assertThat(coordinator.committed(commit(1, 3)))
          .containsExactly(new Effect.Committed(1, 3), TAKE_OVER);
    }

    @Test
    void withoutAnotherRoundIfOneIsBeingWritten() {
      writing();
      assertThat(register("c:1")).isEmpty();
      prepare(1, 2);
      coordinator.committed(commit(1, 2));
      drained(3, 9);
      assertThat(captured(1, 3)).as("records do not flow").isEmpty();
    }

    @Test
    void atOnceIfNothingHasHappenedSinceTheLastCommit() {
      flowing();
      register("c:1");
      assertThat(drained(1, 0)).containsExactly(TAKE_OVER);
    }

    @Test
    void afterTheFirstCut() {
      entering(1, 0);
      ready(1);
      register("c:1");
      captured(1, 1);
      prepare(1, 1);
      assertThat(coordinator.committed(commit(1, 1))).contains(TAKE_OVER);
    }

    @Test
    void beforeTheFirstCutIfTheOthersStillEnter() {
      entering(1, 0);
      assertThat(register("c:1")).isEmpty();
      assertThat(ready(1)).containsExactly(TAKE_OVER);
    }

    @Test
    void andGoesOnWithoutOneThatCannotEnter() {
      flowing();
      register("c:1");
      drained(1, 0);
      coordinator.tookOver(2, last(1, 1));
      assertThat(coordinator.failed("c:1", "X", "no such disk"))
          .isEqualTo(rolledBack(2, "node [c:1] could not join: no such disk"));
      assertThat(coordinator.tookOver(3, last(1, 1)).get(0))
          .isInstanceOfSatisfying(
              Effect.Assign.class,
              assign ->
                  assertThat(assign.assignment().addresses())
                      .containsExactlyInAnyOrder("a:1", "b:1"));
    }

    @Test
    void notForARollback() {
      flowing();
      coordinator.broken("a:1", 1, "x");
      assertThat(register("c:1")).isEmpty();
      assertThat(coordinator.tookOver(2, last(1, 1)))
          .containsExactly(new Effect.Assign(2, three, last(1, 1)));
    }
  }

  @Nested
  class BringsShardsToTheirNodes {
    /** A node has joined; the others have entered. */
    private List<Effect> placing() {
      flowing();
      register("c:1");
      drained(1, 0);
      coordinator.tookOver(2, last(1, 1));
      return ready(2);
    }

    /** All have entered, and the generation's first round is committed. */
    private List<Effect> begun() {
      placing();
      return firstRound();
    }

    private List<Effect> firstRound() {
      coordinator.ready("c:1", 2);
      captured(2, 2);
      coordinator.captured("c:1", 2, 2);
      prepare(2, 2);
      coordinator.prepared("c:1", 2, 2, prepared("2", 2));
      return coordinator.committed(commit(2, 2));
    }

    @Test
    void onceThoseThatHaveObjectsHaveEntered() {
      assertThat(placing()).containsExactly(new Effect.Place(2));
      assertThat(after(SECOND)).contains(new Effect.Place(2));
      assertThat(coordinator.ready("c:1", 2))
          .as("meanwhile")
          .containsExactly(new Effect.Capture(2, 2, 1, Given.NO_TIME));
    }

    @Test
    void notWhileOneThatHasObjectsHasNotEntered() {
      flowing();
      register("c:1");
      drained(1, 0);
      coordinator.tookOver(2, last(1, 1));
      assertThat(coordinator.ready("c:1", 2)).isEmpty();
      assertThat(coordinator.ready("a:1", 2)).isEmpty();
      assertThat(after(SECOND)).doesNotContain(new Effect.Place(2));
      assertThat(coordinator.inPlace(2)).isEmpty();
      assertThat(coordinator.ready("b:1", 2))
          .containsExactly(new Effect.Place(2), new Effect.Capture(2, 2, 1, Given.NO_TIME));
    }

    @Test
    void beforeRecordsFlow() {
      assertThat(begun()).containsExactly(new Effect.Committed(2, 2));
      assertThat(phase()).isEqualTo("placing");
      assertThat(coordinator.inPlace(1)).as("an older generation").isEmpty();
      assertThat(coordinator.inPlace(2)).containsExactly(new Effect.Flow(2, 3, 2, false));
      assertThat(coordinator.inPlace(2)).as("said again").isEmpty();
      assertThat(after(SECOND)).doesNotContain(new Effect.Place(2));
    }

    @Test
    void beforeTheFirstRoundIsCommitted() {
      placing();
      assertThat(coordinator.inPlace(2)).isEmpty();
      assertThat(firstRound())
          .containsExactly(new Effect.Committed(2, 2), new Effect.Flow(2, 3, 2, false));
    }

    @Test
    void andSaysSoAgainAndWarns() {
      begun();
      assertThat(after(SECOND)).containsExactly(new Effect.Place(2), new Effect.Committed(2, 2));
      assertThat(after(10 * SECOND))
          .contains(new Effect.HeldUp(2, "placing", 11 * SECOND, List.of("shards that move")));
    }

    @Test
    void notIfTheRunStopsMeanwhile() {
      begun();
      coordinator.leave("a:1", false);
      assertThat(coordinator.inPlace(2)).isEmpty();
    }

    @Test
    void notIfTheGenerationEndsBefore() {
      begun();
      assertThat(register("d:1")).containsExactly(TAKE_OVER);
      coordinator.tookOver(3, last(2, 2));
      assertThat(coordinator.inPlace(3)).as("none has entered").isEmpty();
    }

    @Test
    void andTellsForHowLongRecordsDidNotFlow() {
      flowing();
      register("c:1");
      drained(1, 0);
      coordinator.clock(now += SECOND);
      coordinator.tookOver(2, last(1, 1));
      ready(2);
      firstRound();
      coordinator.inPlace(2);
      assertThat(coordinator.view().movements())
          .containsExactly(new Movements.Movement(2, "node [c:1] has joined", 3, 1, SECOND));
    }

    @Test
    void whenPeopleAskForIt() {
      assertThat(coordinator.rebalance()).as("nothing has begun").isEmpty();
      flowing();
      assertThat(coordinator.rebalance()).hasSize(2);
      assertThat(drained(1, 0)).containsExactly(TAKE_OVER);
      coordinator.tookOver(2, last(1, 1));
      assertThat(coordinator.view().generationReason()).isEqualTo("a rebalance was asked for");
    }
  }

  @Nested
  class LetsNodesLeave {
    private final Effect released = new Effect.Release("b:1", 1, 2);

    @Test
    void whenTheRoundIsCommitted() {
      flowing();
      after(SECOND / 2);
      assertThat(coordinator.leave("b:1", false))
          .containsExactly(new Effect.Pause(1, 2, 3), new Effect.AskReports(1, 3, 1));
      assertThat(coordinator.leave("b:1", false)).as("said again").isEmpty();
      drained(1, 5);
      captured(1, 2);
      prepare(1, 2);
      coordinator.committed(commit(1, 2));
      assertThat(drained(3, 5)).containsExactly(released, TAKE_OVER);
      Assignment alone = new Assignment(List.of(new NodeSpec("a:1", 1)), List.of(0, 0, 0, 0));
      assertThat(coordinator.tookOver(2, last(1, 2)))
          .containsExactly(new Effect.Assign(2, alone, last(1, 2)));
      assertThat(coordinator.view().generationReason()).isEqualTo("node [b:1] leaves");
      assertThat(registerAgain("b:1")).as("it has not heard").containsExactly(released);
      assertThat(coordinator.memberLost("b:1")).as("it is not needed any more").isEmpty();
      assertThat(registerAnew("b:1", 2)).as("another process").isEmpty();
      assertThat(coordinator.ready("a:1", 2)).as("it is to join").containsExactly(TAKE_OVER);
    }

    @Test
    void andLeavesTheRestToTheNextCoordinatorIfItsOwnNodeLeaves() {
      flowing();
      coordinator.leave("a:1", true);
      assertThat(drained(1, 0)).containsExactly(new Effect.Release("a:1", 1, 1));
      assertThat(phase()).isEqualTo("handing over");
      assertThat(registerAgain("b:1")).isEmpty();
      assertThat(registerAgain("a:1")).containsExactly(new Effect.Release("a:1", 1, 1));
      assertThat(coordinator.membersUp(Set.of("a:1", "b:1"))).isEmpty();
      assertThat(coordinator.memberLost("b:1")).isEmpty();
      assertThat(after(20 * SECOND)).isEmpty();
    }

    @Test
    void alsoIfTheNextCoordinatorHearsThatBeforeOthersHaveRegistered() {
      registerAgain("b:1");
      assertThat(coordinator.leave("b:1", false)).isEmpty();
      coordinator.membersUp(Set.of("a:1", "b:1"));
      assertThat(registerAgain("a:1")).containsExactly(TAKE_OVER);
      coordinator.tookOver(4, last(3, 9));
      assertThat(ready(4)).containsExactly(new Effect.Release("b:1", 4, 9), TAKE_OVER);
    }

    @Test
    void afterARollbackInAGenerationInWhichNothingFlows() {
      flowing();
      coordinator.broken("a:1", 1, "x");
      assertThat(coordinator.leave("b:1", false)).isEmpty();
      assertThat(coordinator.tookOver(2, last(1, 1)))
          .as("it may have something to take back")
          .containsExactly(new Effect.Assign(2, TWO, last(1, 1)));
      assertThat(ready(2)).containsExactly(new Effect.Release("b:1", 2, 1), TAKE_OVER);
    }

    @Test
    void thatHaveJustCome() {
      flowing();
      register("c:1");
      coordinator.leave("c:1", false);
      assertThat(drained(1, 0)).as("it has no part yet").containsExactly(TAKE_OVER);
      coordinator.tookOver(2, last(1, 1));
      ready(2);
      assertThat(coordinator.ready("c:1", 2))
          .containsExactly(new Effect.Release("c:1", 2, 1), TAKE_OVER);
    }

    @Test
    void beforeAnythingHasBegun() {
      Coordinator three = new Coordinator(Given.rules(3, true));
      three.register("a:1", 1, 1, SAME, Optional.empty());
      three.register("b:1", 1, 1, SAME, Optional.empty());
      assertThat(three.leave("a:1", false)).containsExactly(new Effect.Release("a:1", 0, 0));
      assertThat(three.leave("b:1", false)).containsExactly(complete(Kind.STOPPED, 0, 0));
    }

    @Test
    void onlyTogetherIfNothingIsStored() {
      Coordinator inMemory = new Coordinator(Given.rules(2, false));
      inMemory.register("a:1", 1, 1, SAME, Optional.empty());
      inMemory.register("b:1", 1, 1, SAME, Optional.empty());
      inMemory.ready("a:1", 1);
      inMemory.ready("b:1", 1);
      assertThat(inMemory.leave("b:1", false)).hasSize(2);
      assertThat(inMemory.leave("b:1", false)).isEmpty();
    }
  }
}
