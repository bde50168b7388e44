package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.Next;
import dev.potoroo.Step;
import dev.potoroo.StepCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StateObjectTest {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  /** A state that is changed in place. */
  static final class Sum {
    public long sum;
    public List<Long> seen = new ArrayList<>();

    Sum() {}

    Sum(long sum, List<Long> seen) {
      this.sum = sum;
      this.seen = new ArrayList<>(seen);
    }
  }

  /** The same state as a value. */
  record Value(long sum, List<Long> seen) {}

  // What a record says: n % 10 is 0: clear, 1 or 2: throw, 3: keep, 4: become another object.
  private static <S> Step<Object, Object, Object> untyped(Step<Integer, S, String> step) {
    @SuppressWarnings("unchecked")
    Step<Object, Object, Object> any = (Step<Object, Object, Object>) (Step<?, ?, ?>) step;
    return any;
  }

  private static final Step<Object, Object, Object> MUTABLE =
      untyped(
          Step.named("mutable")
              .in(Integer.class)
              .mutableState(Sum.class, Sum::new)
              .out(String.class)
              .on(
                  Integer.class,
                  (s, n, ctx) -> {
                    s.sum += n + ctx.now().getEpochSecond() % 7 + ctx.random().nextInt(5);
                    s.seen.add(s.sum);
                    return switch (n % 10) {
                      case 0 -> ctx.clear().emit("cleared " + s.sum);
                      case 1, 2 -> throw new IllegalStateException("no " + n);
                      case 4 -> ctx.become(new Sum(s.sum, s.seen)).emit("new " + s.sum);
                      default -> ctx.keep().emit(s.sum + "/" + s.seen.size());
                    };
                  }));

  private static final Step<Object, Object, Object> IMMUTABLE =
      untyped(
          // The same name gives the same random numbers.
          Step.named("mutable")
              .in(Integer.class)
              .state(Value.class, () -> new Value(0, List.of()))
              .out(String.class)
              .on(
                  Integer.class,
                  (s, n, ctx) -> {
                    long sum =
                        s.sum() + n + ctx.now().getEpochSecond() % 7 + ctx.random().nextInt(5);
                    List<Long> seen = new ArrayList<>(s.seen());
                    seen.add(sum);
                    Value next = new Value(sum, seen);
                    return switch (n % 10) {
                      case 0 -> ctx.clear().emit("cleared " + sum);
                      case 1, 2 -> throw new IllegalStateException("no " + n);
                      case 4 -> ctx.become(next).emit("new " + sum);
                      default -> ctx.become(next).emit(sum + "/" + seen.size());
                    };
                  }));

  private record Trace(List<Object> out, String state, long version, boolean exists) {}

  private static Trace run(
      Step<Object, Object, Object> step, List<Integer> records, boolean leaveOutFailing) {
    StateObject object = newObject();
    StepCall<Object, Object, Object> call = step.newCall();
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      int record = records.get(i);
      boolean fails = record % 10 == 1 || record % 10 == 2;
      if (fails && leaveOutFailing) {
        continue;
      }
      try {
        Next<Object, Object> next = object.handle(step, call, record, START.plusSeconds(i));
        out.addAll(next.emitted());
      } catch (Exception e) {
        assertThat(fails).as("only these throw").isTrue();
      }
    }
    return new Trace(out, shown(object), object.version(), object.exists());
  }

  private static StateObject newObject() {
    StateObject object = new StateObject("k");
    object.begin(0, START);
    return object;
  }

  private static String shown(StateObject object) {
    if (!object.exists()) {
      return "none";
    }
    Object state = object.state();
    return state instanceof Sum sum
        ? sum.sum + " " + sum.seen
        : ((Value) state).sum() + " " + ((Value) state).seen();
  }

  @Property
  void aRecordThatFailsLeavesNoTraceWhicheverWayTheStateIsKept(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 99) Integer> records) {
    Trace oracle = run(IMMUTABLE, records, true);
    assertThat(run(IMMUTABLE, records, false)).isEqualTo(oracle);
    assertThat(run(MUTABLE, records, true)).isEqualTo(oracle);
    assertThat(run(MUTABLE, records, false)).isEqualTo(oracle);
  }

  @Property
  void holdsForLongRunsWithoutAClear(
      @ForAll @Size(min = 100, max = 400) List<@IntRange(min = 1, max = 9) Integer> records) {
    Trace oracle = run(IMMUTABLE, records, true);
    assertThat(run(MUTABLE, records, false)).isEqualTo(oracle);
  }

  @Test
  void keepOfAnImmutableStateIsNoUpdateButBringsTheObjectIntoBeing() throws Exception {
    Step<Object, Object, Object> keeps =
        untyped(
            Step.named("keeps")
                .in(Integer.class)
                .state(Value.class, () -> new Value(7, List.of()))
                .out(String.class)
                .on(Integer.class, (s, n, ctx) -> ctx.keep()));
    StateObject object = newObject();
    assertThat(object.exists()).isFalse();
    object.handle(keeps, keeps.newCall(), 1, START.plusSeconds(9));
    assertThat(object.exists()).isTrue();
    assertThat(object.version()).isZero();
    assertThat(object.key).isEqualTo("k");
    assertThat(object.lastTouched()).isEqualTo(START.plusSeconds(9));
  }

  @Test
  void aFirstRecordThatFailsMakesNoObject() {
    StateObject object = newObject();
    assertThatThrownBy(() -> object.handle(MUTABLE, MUTABLE.newCall(), 1, START))
        .isInstanceOf(IllegalStateException.class);
    assertThat(object.exists()).isFalse();
    assertThat(object.lastTouched()).isEqualTo(START);
    assertThat(object.extras).as("nothing is kept of it").isNull();
  }

  @Test
  void aHandlerThatCannotBeRepeatedIsToldApart() throws Exception {
    int[] calls = {0};
    Step<Object, Object, Object> moody =
        untyped(
            Step.named("moody")
                .in(Integer.class)
                .mutableState(Sum.class, Sum::new)
                .out(String.class)
                .on(
                    Integer.class,
                    (s, n, ctx) -> {
                      s.sum++;
                      if (++calls[0] > 1) {
                        throw new IllegalStateException("call " + calls[0]);
                      }
                      return ctx.keep();
                    }));
    StateObject object = newObject();
    StepCall<Object, Object, Object> call = moody.newCall();
    object.handle(moody, call, 3, START);
    assertThatThrownBy(() -> object.handle(moody, call, 3, START))
        .isInstanceOf(StateObject.NotRebuiltException.class)
        .hasMessageContainingAll("[moody]", "[k]", "call 3")
        .cause()
        .satisfies(cause -> assertThat(cause.getSuppressed()).hasSize(1));
  }

  @Test
  void aStateThatCannotBeEncodedFailsTheRecordAndStaysAsItWas() {
    Step<Object, Object, Object> broken =
        untyped(
            Step.named("broken")
                .in(Integer.class)
                .mutableState(NotEncodable.class, NotEncodable::new)
                .out(String.class)
                .on(Integer.class, (s, n, ctx) -> ctx.keep()));
    StateObject object = newObject();
    assertThatThrownBy(() -> object.handle(broken, broken.newCall(), 3, START)).isNotNull();
    assertThat(object.exists()).isFalse();
  }

  /** Its getter throws. */
  static final class NotEncodable {
    public int getValue() {
      throw new IllegalStateException("not now");
    }
  }
}
