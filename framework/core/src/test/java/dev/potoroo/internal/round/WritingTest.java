package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.last;
import static dev.potoroo.internal.round.Given.prepared;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WritingTest {
  private final Writing writing =
      new Writing(3, Set.of("a", "b"), Optional.empty(), Given.NO_TIME, 5);

  @Test
  void isPreparedWhenAllNodesHaveSaidSo() {
    assertThat(writing.prepared("a", prepared("0", 1), 6)).isFalse();
    assertThat(writing.prepared("a", prepared("0", 1), 7)).as("again").isFalse();
    assertThat(writing.prepared("c", prepared("9", 1), 8)).as("stranger").isFalse();
    assertThat(writing.isPrepared()).isFalse();
    assertThat(writing.prepared("b", prepared("1", 2), 9)).isTrue();
    assertThat(writing.isPrepared()).isTrue();
    assertThat(writing.prepared("b", prepared("1", 2), 10)).as("again").isFalse();
    assertThat(writing.since()).isEqualTo(9);
  }

  @Test
  void commitsWhatTheNodesHaveMadeDurable() {
    writing.prepared("a", prepared("0", 1), 6);
    writing.prepared("b", prepared("1", 2), 6);
    assertThat(writing.commit(8))
        .isEqualTo(
            new Effect.Commit(
                8,
                3,
                Map.of("in", Map.of("0", 1L, "1", 2L)),
                Map.of("out", Map.of("0", "1", "1", "2")),
                Given.NO_TIME));
    assertThat(writing.round()).isEqualTo(3);
    assertThat(writing.objects()).isEqualTo(20);
    assertThat(writing.bytes()).isEqualTo(200);
    assertThat(writing.captureNanos()).as("the slowest").isEqualTo(3);
    assertThat(writing.writeNanos()).as("the slowest").isEqualTo(7);
  }

  @Test
  void leavesWhatNoNodeSpeaksOfAsItWas() {
    Writing next = new Writing(3, Set.of("a"), last(1, 2), Given.NO_TIME, 0);
    next.prepared("a", prepared("1", 7), 0);
    assertThat(next.commit(1).positions()).isEqualTo(Map.of("in", Map.of("0", 20L, "1", 7L)));
    assertThat(next.commit(1).sinks()).isEqualTo(Map.of("out", Map.of("f", "2", "1", "7")));
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(writing.waiting(7))
        .isEqualTo(new Waiting("writing", 2, List.of("node [a]", "node [b]")));
    writing.prepared("b", prepared("0", 1), 8);
    assertThat(writing.waiting(9)).isEqualTo(new Waiting("writing", 4, List.of("node [a]")));
    writing.prepared("a", prepared("0", 1), 10);
    assertThat(writing.waiting(13)).isEqualTo(new Waiting("committing", 3, List.of("the store")));
  }
}
