package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Assignment.NodeSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ChildActorPath;
import org.apache.pekko.actor.EmptyLocalActorRef;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

class AssignedShardsTest {
  private static final ActorRef HERE = region("");
  private static final ActorRef THERE = region("b");
  private static final ActorRef GONE = region("c");

  @TempDir Path data;

  private final List<Long> inPlace = new ArrayList<>();
  private @Nullable Generation placing;
  private Generation generation;
  private AssignedShards strategy;

  /** Four shards, two of them here. */
  @BeforeEach
  void assign() {
    List<NodeSpec> nodes = List.of(new NodeSpec("a:7355", 1), new NodeSpec("b:7355", 1));
    generation =
        new Generation(
            new TestNode(data, Map.of("potoroo.shards", 4)).node,
            7,
            new Assignment(nodes, List.of(0, 0, 1, 1)),
            0,
            List.of(
                TestInbox.<NodeMessage>create().getRef(), TestInbox.<NodeMessage>create().getRef()),
            List.of());
    strategy = new AssignedShards(() -> generation, () -> placing, "a:7355", inPlace::add);
  }

  private static ActorRef region(String host) {
    Address address =
        host.isEmpty()
            ? new Address("pekko", "potoroo")
            : new Address("pekko", "potoroo", host, 7355);
    return new EmptyLocalActorRef(
        null, new ChildActorPath(new RootActorPath(address, "/"), "region", 1), null);
  }

  private static IndexedSeq<String> shards(String... numbers) {
    return CollectionConverters.asScala(List.of(numbers)).toIndexedSeq();
  }

  private static <T> @Nullable T now(Future<T> future) {
    return future.isCompleted() ? future.value().get().get() : null;
  }

  private @Nullable Set<String> moving(
      Map<ActorRef, IndexedSeq<String>> allocations, String... inProgress) {
    return now(strategy.rebalance(allocations, Set.of(inProgress)));
  }

  @Test
  void putsAShardWhereTheGenerationHasIt() {
    Map<ActorRef, IndexedSeq<String>> regions = new HashMap<>();
    regions.put(HERE, shards());
    assertThat(now(strategy.allocateShard(THERE, "1", regions))).isEqualTo(HERE);
    assertThat(now(strategy.allocateShard(HERE, "2", regions))).as("not there yet").isNull();
    regions.put(THERE, shards());
    assertThat(now(strategy.allocateShard(HERE, "2", regions))).isEqualTo(THERE);
  }

  @Test
  void movesNothingWhileRecordsMayFlow() {
    assertThat(moving(Map.of(HERE, shards("0", "3")))).isEmpty();
    assertThat(inPlace).isEmpty();
  }

  @Test
  void movesWhatIsElsewhereAndTellsWhenAllIsInPlace() {
    placing = generation;
    Map<ActorRef, IndexedSeq<String>> wrong =
        Map.of(HERE, shards("0", "3"), THERE, shards("1", "2"));
    assertThat(moving(wrong)).containsExactlyInAnyOrder("3", "1");
    assertThat(moving(wrong, "3")).as("it is on its way").containsExactly("1");
    Map<ActorRef, IndexedSeq<String>> almost = Map.of(HERE, shards("0"), THERE, shards("2", "3"));
    assertThat(moving(almost, "1")).isEmpty();
    assertThat(inPlace).isEmpty();
    assertThat(moving(almost)).isEmpty();
    assertThat(inPlace).containsExactly(7L);
  }

  @Test
  void waitsForTheShardsOfANodeThatIsNotInTheGenerationAndNeverAsksItForThem() {
    placing = generation;
    assertThat(moving(Map.of(HERE, shards("0"), GONE, shards("2")))).isEmpty();
    assertThat(inPlace).isEmpty();
    assertThat(moving(Map.of(HERE, shards("0"), GONE, shards()))).isEmpty();
    assertThat(inPlace).containsExactly(7L);
  }
}
