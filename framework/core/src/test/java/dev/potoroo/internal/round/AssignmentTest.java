package dev.potoroo.internal.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static List<NodeSpec> nodes(String... addresses) {
    return Arrays.stream(addresses).map(address -> new NodeSpec(address, 1)).toList();
  }

  @Test
  void spreadsShardsInBlocks() {
    assertThat(Assignment.first(nodes("a", "b", "c"), 7).homeOfShard())
        .containsExactly(0, 0, 0, 1, 1, 2, 2);
    assertThat(Assignment.first(nodes("a", "b", "c"), 2).homeOfShard()).containsExactly(0, 1);
  }

  @Test
  void leavesShardsWhereTheyAreIfTheirNodeIsStillThere() {
    Assignment before = Assignment.first(nodes("a", "b"), 4);
    assertThat(before.on(nodes("0", "a", "b")).homeOfShard()).containsExactly(1, 1, 2, 2);
  }

  @Test
  void givesTheShardsOfALostNodeToThoseThatHaveFewest() {
    Assignment before = Assignment.first(nodes("a", "b", "c"), 6);
    assertThat(before.on(nodes("a", "c")).homeOfShard()).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(before.on(nodes("c", "d")).homeOfShard()).containsExactly(1, 1, 0, 1, 0, 0);
  }

  @Test
  void knowsItsNodes() {
    Assignment assignment = Assignment.first(nodes("a", "b"), 3);
    assertThat(assignment.indexOf("b")).isEqualTo(1);
    assertThat(assignment.indexOf("c")).isEqualTo(-1);
    assertThat(assignment.addresses()).containsExactlyInAnyOrder("a", "b");
    assertThat(assignment.shardsOf(0)).isEqualTo(2);
    assertThat(assignment.shardsOf(1)).isEqualTo(1);
  }

  @Test
  void letsNodesReadPartitionsInTurnIfTheyHaveShards() {
    Assignment before = Assignment.first(nodes("a", "b"), 4);
    Assignment joined = before.on(nodes("0", "a", "b"));
    assertThat(joined.readerOf(0, 0)).isEqualTo(1);
    assertThat(joined.readerOf(0, 1)).isEqualTo(2);
    assertThat(joined.readerOf(0, 2)).isEqualTo(1);
    assertThat(joined.readerOf(1, 0)).as("another source begins elsewhere").isEqualTo(2);
  }

  @Test
  void movesAsFewShardsAsItMustToBeEven() {
    Assignment before = Assignment.first(nodes("a", "b"), 7);
    Assignment after = before.evenlyOn(nodes("a", "b", "c"));
    assertThat(List.of(after.shardsOf(0), after.shardsOf(1), after.shardsOf(2)))
        .containsExactlyInAnyOrder(2, 2, 3);
    assertThat(after.movedSince(before)).isEqualTo(2);
    assertThat(after.evenlyOn(nodes("a", "b", "c"))).as("it is even").isEqualTo(after);
    assertThat(after.evenlyOn(nodes("a", "c")).movedSince(after)).isEqualTo(after.shardsOf(1));
  }

  @Property
  void isEvenOverNodesAndLanesWhoeverComesAndGoes(@ForAll long seed) {
    Random random = new Random(seed);
    int shards = 1 + random.nextInt(200);
    Assignment now = Assignment.first(some(random), shards);
    for (int i = 0; i < 10; i++) {
      Assignment before = now;
      now = before.evenlyOn(some(random));
      int[] load = new int[now.nodes().size()];
      now.homeOfShard().forEach(home -> load[home]++);
      assertThat(Arrays.stream(load).max().orElseThrow())
          .isLessThanOrEqualTo(Arrays.stream(load).min().orElseThrow() + 1);
      assertThat(now.evenlyOn(now.nodes())).isEqualTo(now);
    }
  }

  @Test
  void keepsTheLanesOfEachNodeBusy() {
    List<NodeSpec> two = List.of(new NodeSpec("a", 4), new NodeSpec("b", 4));
    Assignment now = Assignment.first(List.of(new NodeSpec("a", 4)), 128).evenlyOn(two);
    for (int node = 0; node < 2; node++) {
      int[] load = new int[4];
      for (int shard = 0; shard < 128; shard++) {
        if (now.homeOfShard().get(shard) == node) {
          load[shard % 4]++;
        }
      }
      assertThat(load).containsOnly(16);
    }
  }

  private static List<NodeSpec> some(Random random) {
    List<NodeSpec> all = nodes("a", "b", "c", "d", "e");
    List<NodeSpec> some = all.stream().filter(node -> random.nextBoolean()).toList();
    return some.isEmpty() ? all.subList(0, 1) : some;
  }
}
