package dev.potoroo.internal.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.internal.round.Completion.Kind;
import dev.potoroo.internal.round.Coordinator.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
  private static final String SAME = "p, 4 shards";

  private final Coordinator two = new Coordinator(SAME, 2, 4);

  private static Effect.Complete complete(Kind kind) {
    return new Effect.Complete(Completion.of(kind));
  }

  private static Effect ask(long wave) {
    return new Effect.AskReports(wave);
  }

  private void running() {
    two.register("a:1", 1, SAME);
    two.register("b:1", 2, SAME);
    two.ready("a:1");
    two.ready("b:1");
  }

  private void draining() {
    running();
    two.sourcesEnded("a:1");
    assertThat(two.sourcesEnded("b:1")).containsExactly(ask(1));
  }

  @Test
  void waitsForAllMembersAndAssignsInTheOrderOfTheirAddresses() {
    assertThat(two.register("b:1", 2, SAME)).isEmpty();
    assertThat(two.register("b:1", 2, SAME)).as("said again").isEmpty();
    assertThat(two.register("a:1", 1, SAME))
        .containsExactly(
            new Effect.Assign(
                new Assignment(
                    1,
                    List.of(new NodeSpec("a:1", 1), new NodeSpec("b:1", 2)),
                    List.of(0, 0, 1, 1))));
  }

  @Test
  void answersARepeatedRegistrationWithTheSameAssignment() {
    two.register("a:1", 1, SAME);
    List<Effect> first = two.register("b:1", 1, SAME);
    assertThat(two.register("a:1", 1, SAME)).isEqualTo(first);
    two.ready("a:1");
    two.ready("b:1");
    assertThat(two.register("a:1", 1, SAME)).isEqualTo(first);
  }

  @Test
  void letsRecordsFlowWhenAllAreReady() {
    two.register("a:1", 1, SAME);
    two.register("b:1", 1, SAME);
    assertThat(two.ready("b:1")).isEmpty();
    assertThat(two.ready("b:1")).as("said again").isEmpty();
    assertThat(two.ready("a:1")).containsExactly(new Effect.Go(List.of("a:1", "b:1")));
    assertThat(two.ready("b:1")).as("said again").containsExactly(new Effect.Go(List.of("b:1")));
  }

  @Test
  void refusesANodeThatIsDifferentInEveryPhase() {
    Effect refused =
        new Effect.Refuse("c:1", "it runs [other], but the cluster runs [p, 4 shards]");
    assertThat(two.register("c:1", 1, "other")).containsExactly(refused);
    draining();
    assertThat(two.register("c:1", 1, "other")).containsExactly(refused);
    two.failed("a:1", "X", "x");
    assertThat(two.register("c:1", 1, "other")).containsExactly(refused);
  }

  @Test
  void aLateNodeGetsNoShardsAndStartsAlone() {
    running();
    List<Effect> effects = two.register("0:1", 3, SAME);
    assertThat(effects)
        .containsExactly(
            new Effect.Assign(
                new Assignment(
                    2,
                    List.of(new NodeSpec("a:1", 1), new NodeSpec("b:1", 2), new NodeSpec("0:1", 3)),
                    List.of(0, 0, 1, 1))));
    assertThat(two.register("0:1", 3, SAME)).as("said again").isEqualTo(effects);
    assertThat(two.ready("0:1")).containsExactly(new Effect.Go(List.of("0:1")));
    two.sourcesEnded("a:1");
    assertThat(two.sourcesEnded("b:1")).as("the late one still reads").isEmpty();
    assertThat(two.sourcesEnded("0:1")).containsExactly(ask(1));
  }

  @Test
  void aNodeThatComesWhileOthersOpenIsWaitedFor() {
    two.register("a:1", 1, SAME);
    two.register("b:1", 1, SAME);
    two.ready("a:1");
    two.register("c:1", 1, SAME);
    assertThat(two.ready("b:1")).isEmpty();
    assertThat(two.ready("c:1")).containsExactly(new Effect.Go(List.of("a:1", "b:1", "c:1")));
  }

  @Test
  void aNodeThatComesAfterAStopWasAskedForIsToldToStopToo() {
    running();
    two.stopRequested();
    assertThat(two.register("c:1", 1, SAME)).hasSize(2).last().isEqualTo(new Effect.StopReading());
  }

  @Test
  void aNodeThatComesWhileDrainingIsCountedAndNeverStarts() {
    draining();
    two.report("a:1", 1, 5, 5);
    two.register("c:1", 1, SAME);
    assertThat(two.ready("c:1")).isEmpty();
    assertThat(two.report("b:1", 1, 5, 5)).as("the late one is asked too").isEmpty();
    assertThat(two.tick()).containsExactly(ask(1));
    assertThat(two.report("c:1", 1, 0, 0)).containsExactly(ask(2));
  }

  @Test
  void endsWhenTwoWavesFindTheSameEqualSums() {
    draining();
    assertThat(two.report("a:1", 1, 10, 3)).isEmpty();
    assertThat(two.report("b:1", 1, 2, 9)).as("equal for the first time").containsExactly(ask(2));
    two.report("a:1", 2, 10, 3);
    assertThat(two.report("b:1", 2, 2, 9)).containsExactly(complete(Kind.ENDED));
  }

  @Test
  void goesOnWhileSumsDifferOrChange() {
    draining();
    two.report("a:1", 1, 10, 9);
    assertThat(two.report("b:1", 1, 0, 0)).containsExactly(ask(2));
    two.report("a:1", 2, 10, 9);
    assertThat(two.report("b:1", 2, 0, 0)).as("same, but unequal").containsExactly(ask(3));
    two.report("a:1", 3, 10, 10);
    assertThat(two.report("b:1", 3, 0, 0)).as("equal, but changed").containsExactly(ask(4));
    two.report("a:1", 4, 11, 11);
    assertThat(two.report("b:1", 4, 0, 0)).as("equal, but changed").containsExactly(ask(5));
    two.report("a:1", 5, 11, 11);
    assertThat(two.report("b:1", 5, 0, 0)).containsExactly(complete(Kind.ENDED));
  }

  @Test
  void hearsNoReportOfAnotherWaveOrPhase() {
    running();
    assertThat(two.report("a:1", 0, 1, 1)).isEmpty();
    two.sourcesEnded("a:1");
    two.sourcesEnded("b:1");
    two.report("a:1", 1, 1, 1);
    two.report("b:1", 1, 0, 0);
    assertThat(two.report("a:1", 1, 1, 1)).as("late").isEmpty();
    assertThat(two.report("b:1", 2, 0, 0)).isEmpty();
    assertThat(two.report("a:1", 3, 1, 1)).as("from nowhere").isEmpty();
    assertThat(two.report("a:1", 2, 1, 1)).containsExactly(complete(Kind.ENDED));
    assertThat(two.report("a:1", 2, 1, 1)).isEmpty();
  }

  @Test
  void asksAgainOnlyWhileDraining() {
    assertThat(two.tick()).isEmpty();
    running();
    assertThat(two.tick()).isEmpty();
    two.sourcesEnded("a:1");
    two.sourcesEnded("b:1");
    assertThat(two.tick()).containsExactly(ask(1));
    two.failed("a:1", "X", "x");
    assertThat(two.tick()).isEmpty();
  }

  @Test
  void aStopBeforeAllAreThereEndsAtOnce() {
    two.register("a:1", 1, SAME);
    assertThat(two.stopRequested()).containsExactly(complete(Kind.STOPPED));
    assertThat(two.register("b:1", 1, SAME)).containsExactly(complete(Kind.STOPPED));
    assertThat(two.stopRequested()).containsExactly(complete(Kind.STOPPED));
  }

  @Test
  void aStopWhileConnectorsOpenDrainsWhenAllHaveHeardIt() {
    two.register("a:1", 1, SAME);
    two.register("b:1", 1, SAME);
    assertThat(two.stopRequested()).containsExactly(new Effect.StopReading());
    two.sourcesEnded("a:1");
    assertThat(two.sourcesEnded("b:1")).containsExactly(ask(1));
    assertThat(two.ready("a:1")).isEmpty();
  }

  @Test
  void aStopWhileRunningEndsAsStopped() {
    running();
    two.sourcesEnded("a:1");
    assertThat(two.stopRequested()).containsExactly(new Effect.StopReading());
    assertThat(two.stopRequested()).as("asked again").containsExactly(new Effect.StopReading());
    assertThat(two.sourcesEnded("b:1")).containsExactly(ask(1));
    assertThat(two.sourcesEnded("b:1")).as("said again").isEmpty();
    two.report("a:1", 1, 0, 0);
    two.report("b:1", 1, 0, 0);
    two.report("a:1", 2, 0, 0);
    assertThat(two.report("b:1", 2, 0, 0)).containsExactly(complete(Kind.STOPPED));
  }

  @Test
  void aStopWhileDrainingChangesNothing() {
    draining();
    assertThat(two.stopRequested()).isEmpty();
    two.report("a:1", 1, 0, 0);
    two.report("b:1", 1, 0, 0);
    two.report("a:1", 2, 0, 0);
    assertThat(two.report("b:1", 2, 0, 0)).containsExactly(complete(Kind.ENDED));
  }

  @Test
  void theFirstFailureEndsAllAndIsToldToWhoComesLater() {
    running();
    Effect failed = new Effect.Complete(new Completion(Kind.FAILED, "CODE", "why"));
    assertThat(two.failed("a:1", "CODE", "why")).containsExactly(failed);
    assertThat(two.failed("b:1", "OTHER", "too late")).isEmpty();
    assertThat(two.register("c:1", 1, SAME)).containsExactly(failed);
    assertThat(two.stopRequested()).containsExactly(failed);
    assertThat(two.ready("c:1")).isEmpty();
    assertThat(two.sourcesEnded("b:1")).isEmpty();
  }

  @Test
  void aFailureBeforeTheStartEndsAllButLaterThatOfAStrangerDoesNot() {
    running();
    assertThat(two.failed("stranger:1", "CODE", "why")).isEmpty();
    Coordinator gathering = new Coordinator(SAME, 2, 4);
    assertThat(gathering.failed("a:1", "CODE", "why")).hasSize(1);
  }

  @Test
  void spreadsShardsSoThatAllLanesOfAllNodesGetTheirShare() {
    for (int nodes = 1; nodes <= 9; nodes++) {
      int count = nodes;
      List<NodeSpec> specs =
          java.util.stream.IntStream.range(0, count)
              .mapToObj(i -> new NodeSpec("n:" + i, 4))
              .toList();
      Assignment spread = Assignment.first(specs, 128);
      for (int node = 0; node < count; node++) {
        int[] ofLane = new int[4];
        for (int shard = 0; shard < 128; shard++) {
          if (spread.homeOfShard().get(shard) == node) {
            ofLane[shard % 4]++;
          }
        }
        assertThat(ofLane).as("%s of %s", node, count).doesNotContain(0);
        int total = java.util.Arrays.stream(ofLane).sum();
        assertThat(total).isBetween(128 / count, 128 / count + 1);
      }
    }
  }

  @Test
  void givesPartitionsToTheNodesThatHaveShardsInTurn() {
    Assignment three =
        Assignment.first(List.of(new NodeSpec("a", 1), new NodeSpec("b", 1)), 8)
            .with(new NodeSpec("late", 1));
    assertThat(List.of(three.readerOf(0, 0), three.readerOf(0, 1), three.readerOf(0, 2)))
        .containsExactly(0, 1, 0);
    assertThat(three.readerOf(1, 0)).isEqualTo(1);
    assertThat(three.indexOf("late")).isEqualTo(2);
    assertThat(three.indexOf("nobody")).isEqualTo(-1);
  }

  @Test
  void moreNodesThanShardsLeaveSomeWithoutButNoPartitionWithoutAReader() {
    List<NodeSpec> five =
        java.util.stream.IntStream.range(0, 5).mapToObj(i -> new NodeSpec("n:" + i, 1)).toList();
    Assignment few = Assignment.first(five, 2);
    assertThat(few.homeOfShard()).containsExactly(0, 2);
    for (int partition = 0; partition < 10; partition++) {
      assertThat(few.readerOf(0, partition)).isBetween(0, 4);
    }
  }
}
