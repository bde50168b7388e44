package dev.potoroo;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Windows against {@link WindowReference}, step by step, without a runtime. With {@code
 * -Dtest.cases=N}, N times as many random streams.
 */
class WindowTest {
  private static final int CASES = Integer.getInteger("test.cases", 1);

  /** A record is its own time; the accumulator has all of them. */
  record All(List<Long> records) {
    All and(All other) {
      return new All(Stream.concat(records.stream(), other.records.stream()).toList());
    }
  }

  private static final Aggregate<Long, All, String> ALL =
      Aggregate.of(Long.class)
          .into(All.class, () -> new All(List.of()))
          .add((all, record) -> all.and(new All(List.of(record))))
          .merge(All::and)
          .result(all -> all.records().stream().sorted().toList().toString());

  @Property(tries = 300)
  void slidingWindowsAreAsTheReferenceSays(
      @ForAll @IntRange(min = 1, max = 6) int slide,
      @ForAll @IntRange(min = 0, max = 12) int more,
      @ForAll @IntRange(min = -7, max = 7) int offset,
      @ForAll @IntRange(min = 0, max = 8) int lateness,
      @ForAll long seed) {
    Window window =
        Window.sliding(ofMillis(slide + more), ofMillis(slide))
            .offset(ofMillis(offset))
            .lateness(ofMillis(lateness));
    for (int i = 0; i < CASES; i++) {
      compare(window, new WindowReference.Sliding(slide + more, slide, offset, lateness), seed + i);
    }
  }

  @Property(tries = 200)
  void tumblingWindowsAreAsTheReferenceSays(
      @ForAll @IntRange(min = 1, max = 18) int size,
      @ForAll @IntRange(min = -7, max = 7) int offset,
      @ForAll @IntRange(min = 0, max = 8) int lateness,
      @ForAll long seed) {
    Window window =
        Window.tumbling(ofMillis(size)).offset(ofMillis(offset)).lateness(ofMillis(lateness));
    for (int i = 0; i < CASES; i++) {
      compare(window, new WindowReference.Sliding(size, size, offset, lateness), seed + i);
    }
  }

  @Property(tries = 200)
  void countedWindowsAreAsTheReferenceSays(
      @ForAll @IntRange(min = 1, max = 5) int every,
      @ForAll @IntRange(min = 1, max = 4) int panes,
      @ForAll long seed) {
    for (int i = 0; i < CASES; i++) {
      compareCounted(every * panes, every, new Random(seed + i));
    }
  }

  private static void compareCounted(int size, int every, Random random) {
    OneKey key = new OneKey(Window.count(size, every), false);
    List<Long> records = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long at = random.nextInt(100);
      records.add(at);
      key.add(at);
      if (records.size() % every == 0) {
        List<Long> latest =
            records.stream().skip(Math.max(0, records.size() - size)).sorted().toList();
        expected.add(latest.get(0) + "-" + latest.get(latest.size() - 1) + ": " + latest);
      }
    }
    assertThat(key.results).isEqualTo(expected);
  }

  @Property(tries = 300)
  void sessionsAreAsTheReferenceSays(
      @ForAll @IntRange(min = 1, max = 9) int gap,
      @ForAll @IntRange(min = 0, max = 8) int lateness,
      @ForAll long seed) {
    Window window = Window.session(ofMillis(gap)).lateness(ofMillis(lateness));
    for (int i = 0; i < CASES; i++) {
      compare(window, new WindowReference.Sessions(gap, lateness), seed + i);
    }
  }

  private static List<String> open(Window window, long reached, long... panesOfTen) {
    Step<Long, WindowState<All>, Object> step =
        WindowStep.of("windows", window, Instant::ofEpochMilli, ALL, false);
    List<WindowState.Pane<All>> panes = new ArrayList<>();
    for (long start : panesOfTen) {
      panes.add(new WindowState.Pane<>(start, start + 10, 1, new All(List.of(start + 5))));
    }
    return step.openWindows(new WindowState<>(reached, panes))
        .map(
            one ->
                "%d-%d %d %s%s"
                    .formatted(
                        one.start().toEpochMilli(),
                        one.end().toEpochMilli(),
                        one.records(),
                        ((All) one.gathered()).records(),
                        one.over() ? " over" : ""))
        .toList();
  }

  @Test
  void tellsWhichWindowsAreOpen() {
    assertThat(open(Window.tumbling(ofMillis(10)), Long.MIN_VALUE, 100, 110))
        .containsExactly("100-110 1 [105]", "110-120 1 [115]");
    assertThat(open(Window.tumbling(ofMillis(10)).lateness(ofMillis(10)), 115, 100, 110))
        .containsExactly("100-110 1 [105] over", "110-120 1 [115]");
    assertThat(open(Window.sliding(ofMillis(20), ofMillis(10)), 110, 100, 110))
        .containsExactly("100-120 2 [105, 115]", "110-130 1 [115]");
    assertThat(open(Window.session(ofMillis(10)), 105, 100, 130))
        .containsExactly("100-110 1 [105]", "130-140 1 [135]");
    assertThat(open(Window.count(4, 2), Long.MIN_VALUE, 100, 110))
        .containsExactly("100-120 2 [105, 115]");
    assertThat(open(Window.count(3), Long.MIN_VALUE)).isEmpty();
    assertThat(open(Window.tumbling(ofMillis(10)), Long.MAX_VALUE, 100)).isEmpty();
    assertThat(step().openWindows(3)).isEmpty();
  }

  private static Step<String, Integer, Void> step() {
    return Step.named("other")
        .in(String.class)
        .state(Integer.class, () -> 0)
        .out(Void.class)
        .on(String.class, (n, record, ctx) -> ctx.keep());
  }

  @Property(tries = 200)
  void lateRecordsGoIntoTheOldestOpenWindow(
      @ForAll @IntRange(min = 1, max = 6) int slide,
      @ForAll @IntRange(min = 0, max = 12) int more,
      @ForAll @IntRange(min = -7, max = 7) int offset,
      @ForAll @IntRange(min = 0, max = 8) int lateness,
      @ForAll long seed) {
    Window sliding =
        Window.sliding(ofMillis(slide + more), ofMillis(slide)).offset(ofMillis(offset));
    Window session = Window.session(ofMillis(slide));
    for (int i = 0; i < CASES; i++) {
      var windows = new WindowReference.Sliding(slide + more, slide, offset, lateness);
      windows.oldestOpen = true;
      compare(sliding.lateness(ofMillis(lateness)).late(Late.OLDEST_OPEN), windows, seed + i);
      var sessions = new WindowReference.Sessions(slide, lateness);
      sessions.oldestOpen = true;
      compare(session.lateness(ofMillis(lateness)).late(Late.OLDEST_OPEN), sessions, seed + i);
    }
  }

  @Property(tries = 200)
  void earlyResultsAreAsTheReferenceSays(
      @ForAll @IntRange(min = 1, max = 14) int size,
      @ForAll @IntRange(min = 1, max = 4) int count,
      @ForAll @IntRange(min = 1, max = 5) int every,
      @ForAll @IntRange(min = 0, max = 8) int lateness,
      @ForAll long seed) {
    for (int i = 0; i < CASES; i++) {
      for (WindowReference reference :
          List.of(
              new WindowReference.Sliding(size, size, 0, lateness),
              new WindowReference.Sessions(size, lateness))) {
        Window window =
            reference instanceof WindowReference.Sessions
                ? Window.session(ofMillis(size))
                : Window.tumbling(ofMillis(size));
        reference.earlyCount = count;
        reference.earlyEvery = every;
        compare(
            window.lateness(ofMillis(lateness)).early(count).early(ofMillis(every)),
            reference,
            seed + i);
      }
    }
  }

  /** Records out of order, event time that moves between them, timers that fire some time later. */
  private static void compare(Window window, WindowReference reference, long seed) {
    Random random = new Random(seed);
    OneKey key = new OneKey(window, false);
    long around = -20;
    for (int i = 0; i < 60; i++) {
      if (random.nextInt(4) == 0) {
        long to = Math.max(reference.reached, around + random.nextInt(6) - 3);
        key.timerAsLongAsDue(random.nextInt(2));
        reference.advance(to);
        // All that is due fires before the round after is over.
        key.timerAsLongAsDue(2);
        key.reached(to);
      } else {
        around += random.nextInt(3);
        long at = around + random.nextInt(20) - 14;
        reference.add(at);
        key.add(at);
      }
    }
    key.timerAsLongAsDue(2);
    key.reached(Long.MAX_VALUE);
    reference.advance(Long.MAX_VALUE);
    key.timerAsLongAsDue(2);
    assertThat(key.results).isEqualTo(reference.results);
    assertThat(key.late).isEqualTo(reference.late);
    assertThat(key.exists).as("nothing is left").isFalse();
  }

  /** What the runtime does with one object. */
  private static final class OneKey {
    final List<String> results = new ArrayList<>();
    final List<Long> late = new ArrayList<>();
    String whyLate = "";
    private final Step<Long, WindowState<All>, Object> step;
    private final StepCall<Object, WindowState<All>, Object> call;
    private WindowState<All> state;
    private boolean exists;
    private long timer = Long.MAX_VALUE;
    private long reached = Long.MIN_VALUE;

    @SuppressWarnings("unchecked")
    OneKey(Window window, boolean lateGoOn) {
      step = WindowStep.of("w", window, Instant::ofEpochMilli, ALL, lateGoOn);
      call = ((Step<Object, WindowState<All>, Object>) (Step<?, ?, ?>) step).newCall();
      state = step.initialState();
    }

    void reached(long to) {
      reached = to;
      call.eventTime(to == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(to));
    }

    void add(long at) {
      try {
        apply(call.run("k", 0, Instant.EPOCH, state, at));
      } catch (LateRecordException e) {
        late.add(at);
        whyLate = e.getMessage();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    void timerAsLongAsDue(int atMost) {
      for (int i = 0; i < atMost && timer <= reached; i++) {
        long at = timer;
        timer = Long.MAX_VALUE;
        try {
          apply(call.run("k", 0, Instant.EPOCH, state, new FiredTimer("window", true, at)));
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }

    private void apply(Next<WindowState<All>, Object> next) throws Exception {
      if (next.change() == Next.Change.CLEAR) {
        state = step.initialState();
        exists = false;
        timer = Long.MAX_VALUE;
      } else {
        WindowState<All> become = next.state();
        state = become == null ? state : become;
        exists = true;
      }
      for (TimerChange change : next.timers()) {
        timer = ((TimerChange.EventAt) change).at().toEpochMilli();
      }
      state = step.stateCodec().decode(step.stateCodec().encode(state));
      next.emitted()
          .forEach(
              out -> {
                if (out instanceof Windowed<?> w) {
                  results.add(
                      w.start().toEpochMilli() + "-" + w.end().toEpochMilli() + ": " + w.value());
                } else {
                  late.add((Long) ((LateRecord) out).record());
                }
              });
    }
  }

  @Test
  void aWindowCostsOneAccumulator() {
    OneKey key = new OneKey(Window.tumbling(ofMillis(10)), false);
    IntStream.range(0, 30).forEach(at -> key.add(at));
    assertThat(key.state.panes()).hasSize(3);
    OneKey sliding = new OneKey(Window.sliding(ofMillis(9), ofMillis(3)), false);
    IntStream.range(0, 30).forEach(at -> sliding.add(at));
    assertThat(sliding.state.panes()).hasSize(10);
  }

  @Test
  void aLateRecordMayMakeAWindowOfItsOwnOrGoOn() {
    OneKey each = new OneKey(Window.tumbling(ofMillis(10)).late(Late.EACH), false);
    each.reached(50);
    each.add(52);
    each.add(7);
    assertThat(each.results).containsExactly("0-10: [7]");
    assertThat(each.late).isEmpty();
    OneKey goOn = new OneKey(Window.tumbling(ofMillis(10)), true);
    goOn.reached(50);
    goOn.add(7);
    assertThat(goOn.late).containsExactly(7L);
    assertThat(goOn.exists).as("nothing is kept for it").isFalse();
  }

  @Test
  void recordsAreCounted() {
    OneKey key = new OneKey(Window.count(3), false);
    IntStream.of(5, 3, 9, 1).forEach(at -> key.add(at));
    assertThat(key.results).containsExactly("3-9: [3, 5, 9]");
    OneKey sliding = new OneKey(Window.count(4, 2), false);
    IntStream.range(0, 7).forEach(at -> sliding.add(at));
    assertThat(sliding.results)
        .containsExactly("0-1: [0, 1]", "0-3: [0, 1, 2, 3]", "2-5: [2, 3, 4, 5]");
    assertThat(sliding.state.panes()).hasSize(2);
  }

  @Test
  void saysWhatIsWrongWithAWindow() {
    assertThatThrownBy(() -> Window.tumbling(Duration.ZERO)).hasMessageContaining("[PT0S]");
    assertThatThrownBy(() -> Window.sliding(ofMillis(3), ofMillis(4)))
        .hasMessageContaining("slide [PT0.004S] must not be more than size");
    assertThatThrownBy(() -> Window.sliding(ofMillis(100_003), ofMillis(1000)))
        .hasMessageContaining("Round them");
    assertThatThrownBy(() -> Window.session(ofMillis(3)).offset(ofMillis(1)))
        .hasMessageContaining("no offset");
    assertThatThrownBy(() -> Window.count(3).lateness(ofMillis(1)))
        .hasMessageContaining("no lateness");
    assertThatThrownBy(() -> Window.count(5, 2)).hasMessageContaining("every must divide");
    assertThatThrownBy(() -> Window.sliding(ofMillis(4), ofMillis(2)).early(3))
        .hasMessageContaining("no early results: it gives one each time that it slides");
    assertThatThrownBy(() -> Window.session(ofMillis(4)).early(0))
        .hasMessageContaining("early must be 1 record or more, but is [0]");
  }

  @Test
  void saysWhyARecordIsLate() {
    OneKey key = new OneKey(Window.tumbling(ofMillis(10)), false);
    key.reached(100);
    key.add(5);
    assertThat(key.whyLate)
        .isEqualTo(
            "a record of [1970-01-01T00:00:00.005Z] came to [w] when event time was"
                + " [1970-01-01T00:00:00.100Z]");
    key.reached(Long.MAX_VALUE);
    key.add(500);
    assertThat(key.whyLate)
        .isEqualTo(
            "a record of [1970-01-01T00:00:00.500Z] came to [w] after all input had been read,"
                + " which closes all windows. To have them open, begin with another data"
                + " directory.");
  }

  @Test
  void aLateRecordIsSkippedUnlessThePolicyDiffers() {
    LateRecordException late = new LateRecordException("late");
    assertThat(ErrorPolicy.stop().forError(late).action()).isEqualTo(ErrorPolicy.Action.SKIP);
    assertThat(
            ErrorPolicy.stop()
                .on(LateRecordException.class, ErrorPolicy.deadLetter())
                .forError(late)
                .action())
        .isEqualTo(ErrorPolicy.Action.DEAD_LETTER);
  }
}
