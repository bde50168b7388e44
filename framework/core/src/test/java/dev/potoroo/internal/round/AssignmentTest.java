package dev.potoroo.internal.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import java.util.Arrays;
import java.util.List;
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
}
