package dev.potoroo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RefTest {
  private static final Ref<Long> MOST = Ref.of("most", Long.class, () -> 100L);
  private static final Ref<String> CURRENCY = Ref.of("currency", String.class, () -> "EUR");

  private static final Step<Long, Long, String> LIMITED =
      Step.named("limited")
          .in(Long.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .reads(MOST)
          .reads(CURRENCY)
          .on(
              Long.class,
              (sum, amount, ctx) ->
                  amount > ctx.ref(MOST)
                      ? ctx.keep().emit("more than " + ctx.ref(MOST) + " " + ctx.ref(CURRENCY))
                      : ctx.become(sum + amount).timer("daily", Duration.ofDays(1)))
          .onTimer("daily", (sum, ctx) -> ctx.keep().emit(sum + " " + ctx.ref(CURRENCY)));

  @Test
  void aHandlerIsTestedWithValuesAndElseHasTheInitialOnes() throws Exception {
    assertThat(LIMITED.test("a", 0L, 101L).emitted()).containsExactly("more than 100 EUR");
    assertThat(LIMITED.test("a", 0L, 50L, MOST.with(49L), CURRENCY.with("CHF")).emitted())
        .containsExactly("more than 49 CHF");
    assertThat(LIMITED.test("a", 0L, 101L, MOST.with(101L)).state()).isEqualTo(101L);
    assertThat(LIMITED.testTimer("a", 7L, "daily", CURRENCY.with("USD")).emitted())
        .containsExactly("7 USD");
  }

  @Test
  void aHandlerReadsOnlyWhatItsStepSays() {
    Step<Long, Long, Long> says =
        Step.named("says")
            .in(Long.class)
            .state(Long.class, () -> 0L)
            .out(Long.class)
            .reads(CURRENCY)
            .on(Long.class, (n, record, ctx) -> ctx.keep().emit(ctx.ref(MOST)));
    assertThatThrownBy(() -> says.test("a", 0L, 1L))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "a handler of step [says] reads Ref [most], but the step reads [currency]. Add"
                + " .reads(...) with it to the step.");
  }

  @Test
  void anUpdateIsMergedUnlessTheValueWouldBecomeTooLarge() throws Exception {
    Ref<Table> ref = Ref.of("table", Table.class, () -> new Table(Map.of()));
    Step<Entry, Table, Void> holder =
        ref.step(Entry.class, (table, entry) -> table.with(entry)).valueAtMost(40);
    Table one = holder.test("table", ref.initial(), new Entry("a", 1)).state();
    assertThat(one).isEqualTo(new Table(Map.of("a", 1L)));
    assertThat(holder.holds()).contains(ref);
    assertThatThrownBy(() -> holder.test("table", ref.initial(), new Entry("a".repeat(40), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Ref [table] would be [")
        .hasMessageContaining("potoroo.references.max-size is [40]");
  }

  record Entry(String key, long value) {}

  record Table(Map<String, Long> rows) {
    Table with(Entry entry) {
      Map<String, Long> more = new TreeMap<>(rows);
      more.put(entry.key(), entry.value());
      return new Table(more);
    }
  }
}
