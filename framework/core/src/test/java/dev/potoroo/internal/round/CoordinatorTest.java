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
import dev.potoroo.internal.round.Completion.Kind;
import dev.potoroo.store.RoundCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
  private static final Effect TAKE_OVER = new Effect.TakeOver();

  private final Coordinator coordinator = new Coordinator(Given.rules(2, true));
  private long now;

  private List<Effect> after(long nanos) {
    now += nanos;
    coordinator.clock(now);
    return coordinator.tick();
  }

  private List<Effect> register(String address) {
    return coordinator.register(
        address, 1, address.startsWith("b") ? 2 : 1, SAME, Optional.empty());
  }

  private List<Effect> registerAgain(String address) {
    return coordinator.register(address, 1, 1, SAME, Optional.of(TWO));
  }

  private List<Effect> registerAnew(String address, long incarnation) {
    return coordinator.register(address, incarnation, 1, SAME, Optional.empty());
  }

  /** Both nodes are in a generation, which goes on from a round. */
  private void entering(long generation, long lastRound) {
    register("a:1");
    register("b:1");
    coordinator.tookOver(
        generation, lastRound == 0 ? Optional.empty() : last(generation - 1, lastRound));
  }

  private List<Effect> ready(long generation) {
    coordinator.ready("a:1", generation);
    return coordinator.ready("b:1", generation);
  }

  private List<Effect> captured(long generation, long round) {
    coordinator.captured("a:1", generation, round);
    return coordinator.captured("b:1", generation, round);
  }

  private List<Effect> prepare(long generation, long round) {
    coordinator.prepared("a:1", generation, round, prepared("0", round));
    return coordinator.prepared("b:1", generation, round, prepared("1", round));
  }

  /** Records of round 2 of generation 1 flow. */
  private void flowing() {
    entering(1, 0);
    ready(1);
    captured(1, 1);
    prepare(1, 1);
    coordinator.committed(commit(1, 1));
  }

  private List<Effect> reports(long wave, Report a, Report b) {
    coordinator.report("a:1", 1, wave, a);
    return coordinator.report("b:1", 1, wave, b);
  }

  /** So many records have come in since the generation began. */
  private List<Effect> drained(long firstWave, long records) {
    reports(firstWave, idle(records, 0), idle(0, records));
    return reports(firstWave + 1, idle(records, 0), idle(0, records));
  }

  /** Round 2 is being written, records of round 3 flow. */
  private void writing() {
    flowing();
    after(SECOND);
    drained(1, 5);
    captured(1, 2);
  }

  private List<Effect> allLeave() {
    List<Effect> effects = new ArrayList<>(coordinator.leave("a:1", true));
    effects.addAll(coordinator.leave("b:1", false));
    return effects;
  }

  private static Effect.Complete complete(Kind kind, long generation, long committed) {
    return new Effect.Complete(Completion.of(kind), generation, committed);
  }

  private static List<Effect> rolledBack(long generation, String reason) {
    return List.of(new Effect.RolledBack(generation, reason), TAKE_OVER);
  }

  private String phase() {
    return coordinator.view().phase();
  }

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
