package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.Aggregate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** With {@code -Dtest.cases=N}, N times as many random streams. */
class CombinerTest {
  private static final int CASES = Integer.getInteger("test.cases", 1);

  /** What records amount to: all of them, in their order. */
  record All(List<Long> records) {
    All and(All later) {
      List<Long> both = new ArrayList<>(records);
      both.addAll(later.records);
      return new All(both);
    }
  }

  private static final Aggregate<Object, Object, ?> ALL =
      any(
          Aggregate.of(Long.class)
              .into(All.class, () -> new All(List.of()))
              .add((all, one) -> all.and(new All(List.of(one))))
              .merge(All::and)
              .result(all -> all));

  private static final Aggregate<Object, Object, ?> SUM =
      any(Aggregate.sum(Long.class, Long::longValue));

  private final List<String> sent = new ArrayList<>();

  @SuppressWarnings("unchecked")
  private static Aggregate<Object, Object, ?> any(Aggregate<?, ?, ?> typed) {
    return (Aggregate<Object, Object, ?>) typed;
  }

  private void sent(int step, String key, Object accumulator) {
    sent.add(step + " " + key + " " + accumulator);
  }

  /** Whenever it is drained: merged in the order of sending, there is each record, in its order. */
  @Property(tries = 200)
  void losesAndRepeatsNothingAndKeepsTheOrderOfEachKey(
      @ForAll @IntRange(min = 1, max = 9) int most,
      @ForAll @IntRange(min = 1, max = 12) int keys,
      @ForAll long seed) {
    for (int i = 0; i < CASES; i++) {
      compare(most, keys, new Random(seed + i));
    }
  }

  private static void compare(int most, int keys, Random random) {
    Combiner combiner = new Combiner(most, 10);
    Map<String, All> merged = new HashMap<>();
    Map<String, All> expected = new HashMap<>();
    int[] balance = {0};
    Combiner.Sent sent =
        (step, key, one) -> {
          merged.merge(step + key, (All) one, All::and);
          balance[0]--;
        };
    for (long i = 0; i < 100; i++) {
      int step = random.nextInt(2);
      String key = "k" + random.nextInt(keys);
      expected.merge(step + key, new All(List.of(i)), All::and);
      balance[0] += combiner.add(step, key, i, ALL, sent) ? 1 : 0;
      assertThat(balance[0]).isBetween(1, most);
      if (combiner.isFull() || random.nextInt(10) == 0) {
        combiner.drain(sent);
        assertThat(balance[0]).isZero();
        assertThat(combiner.isEmpty()).isTrue();
      }
    }
    combiner.drain(sent);
    assertThat(merged).isEqualTo(expected);
    assertThat(balance[0]).as("each accumulator is counted once").isZero();
  }

  @Test
  void sendsAnAccumulatorThatTakesNoMore() {
    Combiner combiner = new Combiner(10, 10);
    assertThat(combiner.add(0, "a", Long.MAX_VALUE, SUM, this::sent)).isTrue();
    assertThat(combiner.add(0, "a", 5L, SUM, this::sent)).as("another one").isTrue();
    assertThat(sent).containsExactly("0 a " + Long.MAX_VALUE);
    combiner.drain(this::sent);
    assertThat(sent).endsWith("0 a 5").hasSize(2);
  }

  @Test
  void aRecordThatCannotBeAddedLeavesAllAsItWas() {
    Aggregate<Object, Object, ?> picky =
        any(Aggregate.sum(Long.class, n -> Math.incrementExact(n)));
    Combiner combiner = new Combiner(10, 10);
    assertThatThrownBy(() -> combiner.add(0, "a", Long.MAX_VALUE, picky, this::sent))
        .isInstanceOf(ArithmeticException.class);
    assertThat(combiner.isEmpty()).isTrue();
    combiner.add(0, "a", 1L, picky, this::sent);
    assertThatThrownBy(() -> combiner.add(0, "a", Long.MAX_VALUE, picky, this::sent))
        .isInstanceOf(ArithmeticException.class);
    combiner.drain(this::sent);
    assertThat(sent).containsExactly("0 a 2");
  }

  @Test
  void isDueWhenWhatItHasIsOldEnough() {
    Combiner combiner = new Combiner(10, 10);
    combiner.add(0, "a", 1L, SUM, this::sent);
    assertThat(combiner.isDue(100)).isFalse();
    combiner.add(0, "b", 1L, SUM, this::sent);
    assertThat(combiner.isDue(109)).isFalse();
    assertThat(combiner.isDue(110)).isTrue();
    combiner.drain(this::sent);
    combiner.add(0, "a", 1L, SUM, this::sent);
    assertThat(combiner.isDue(111)).as("it begins anew").isFalse();
  }
}
