package dev.potoroo;

import dev.potoroo.WindowState.Pane;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Windows as a step: its state has what was gathered of one key, and one timer says when the next
 * window is over. Windows that are over give their results before any later record is added, so
 * that it does not matter which comes first in a round, timer or record.
 */
final class WindowStep<T, A, R> implements WindowHandler<T, A> {
  private static final String TIMER = "window";

  private final String name;
  private final Window window;
  private final Fn<? super T, Instant> time;
  private final Aggregate<T, A, R> aggregate;
  private final boolean lateGoOn;
  private final Framing<A> framing;

  private WindowStep(
      String name,
      Window window,
      Fn<? super T, Instant> time,
      Aggregate<T, A, R> aggregate,
      boolean lateGoOn) {
    this.name = name;
    this.window = window;
    this.time = time;
    this.aggregate = aggregate;
    this.lateGoOn = lateGoOn;
    this.framing =
        window.kind() == Window.Kind.SESSION
            ? new SessionFraming<>(window, aggregate::zero, aggregate::merge)
            : new AlignedFraming<>(window, aggregate::zero, aggregate::merge);
  }

  /**
   * A step that emits {@link Windowed} results.
   *
   * @param lateGoOn whether records that are too late are emitted, as {@link LateRecord}
   */
  static <T, A, R> Step<T, WindowState<A>, Object> of(
      String name,
      Window window,
      Fn<? super T, Instant> time,
      Aggregate<T, A, R> aggregate,
      boolean lateGoOn) {
    Step<T, WindowState<A>, Object> step =
        Step.named(name)
            .in(aggregate.typedInput())
            .state(checked(name, aggregate), WindowState::<A>empty)
            .out(Object.class);
    if (window.kind() == Window.Kind.COUNT) {
      return step.on(aggregate.input(), new CountWindows<>(window, time, aggregate));
    }
    WindowStep<T, A, R> windows = new WindowStep<>(name, window, time, aggregate, lateGoOn);
    return step.on(aggregate.input(), windows).onTimer(TIMER, windows::fire).byEventTime();
  }

  private static <A> Typed<WindowState<A>> checked(String name, Aggregate<?, A, ?> aggregate) {
    Typed<WindowState<A>> type = Typed.of(WindowState.class, aggregate.typedAccumulator().type());
    Codec<WindowState<A>> codec = type.json();
    try {
      Pane<A> pane = new Pane<>(0, 1, 1, aggregate.zero());
      codec.decode(codec.encode(new WindowState<>(0, List.of(pane))));
      return type;
    } catch (Exception e) {
      throw new IllegalArgumentException(
          "accumulator ["
              + aggregate.accumulator().getSimpleName()
              + "] of ["
              + name
              + "] cannot be written and read back by Jackson: "
              + e.getMessage()
              + ". Make it a record, or a class with a no-argument constructor.",
          e);
    }
  }

  /** The time in milliseconds since 1970. */
  static <T> long millis(Fn<? super T, Instant> time, T record) throws Exception {
    Instant at = time.apply(record);
    if (at == null) {
      throw new NullPointerException("the event time of a record is null");
    }
    return at.toEpochMilli();
  }

  private static long reached(Context<?, ?> ctx) {
    Instant reached = ctx.eventTime();
    if (reached.equals(Instant.MIN)) {
      return Long.MIN_VALUE;
    }
    return reached.equals(Instant.MAX) ? Long.MAX_VALUE : reached.toEpochMilli();
  }

  @Override
  public Stream<OpenWindow> open(WindowState<A> state) {
    long reached = state.reached();
    long closed = reached == Long.MIN_VALUE ? reached : reached - window.lateness();
    return framing
        .windows(state.panes(), closed, Long.MAX_VALUE)
        .map(one -> OpenWindow.of(one, one.end() <= reached));
  }

  @Override
  public Next<WindowState<A>, Object> handle(
      WindowState<A> state, T record, Context<WindowState<A>, Object> ctx) throws Exception {
    long reached = reached(ctx);
    long at = millis(time, record);
    // Event time moves on between rounds only: with most records nothing can be over.
    boolean moved = reached != state.reached();
    List<Pane<A>> over = moved ? framing.over(state.panes(), state.reached(), reached) : List.of();
    List<Pane<A>> panes = moved ? framing.open(state.panes(), reached) : state.panes();
    long takenAt = at;
    if (framing.isLate(panes, at, reached)) {
      OptionalLong open =
          window.late() == Late.OLDEST_OPEN
              ? framing.oldestOpen(panes, reached)
              : OptionalLong.empty();
      if (open.isEmpty()) {
        return late(state, record, at, ctx);
      }
      takenAt = open.getAsLong();
    }
    List<Pane<A>> more = framing.add(panes, takenAt, value -> aggregate.add(value, record));
    Next<WindowState<A>, Object> next = become(state, reached, more, ctx);
    emitAll(over, next, ctx);
    emitAll(window.early().between(panes, state.reached(), reached), next, ctx);
    emitAll(framing.updated(more, takenAt, reached), next, ctx);
    emitAll(early(more, takenAt, reached), next, ctx);
    return next;
  }

  /** The window that a record was added to, if it is not over and gives an early result. */
  private List<Pane<A>> early(List<Pane<A>> windows, long at, long reached) {
    return window.early().count() == 0
        ? List.of()
        : windows.stream()
            .filter(one -> one.start() <= at && at < one.end() && one.end() > reached)
            .filter(window.early()::withRecord)
            .toList();
  }

  private void emitAll(
      List<Pane<A>> windows, Next<WindowState<A>, Object> next, Context<?, ?> ctx) {
    // Mostly there is none, and this is called for each record.
    for (int i = 0; i < windows.size(); i++) {
      next.emit(result(windows.get(i), ctx));
    }
  }

  private long wake(List<Pane<A>> panes, long reached) {
    return Math.min(framing.next(panes, reached), window.early().next(panes, reached));
  }

  /** Sets the timer only if it is another one than before, which hangs on times alone. */
  private Next<WindowState<A>, Object> become(
      WindowState<A> before,
      long reached,
      List<Pane<A>> panes,
      Context<WindowState<A>, Object> ctx) {
    Next<WindowState<A>, Object> next = ctx.become(new WindowState<>(reached, panes));
    if (reached == before.reached() && haveSameTimes(panes, before.panes())) {
      return next;
    }
    long wake = wake(panes, reached);
    if (wake != wake(before.panes(), before.reached())) {
      next.eventTimerAt(TIMER, Instant.ofEpochMilli(wake));
    }
    return next;
  }

  private static <A> boolean haveSameTimes(List<Pane<A>> some, List<Pane<A>> others) {
    int size = some.size();
    if (size != others.size()) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      Pane<A> one = some.get(i);
      Pane<A> other = others.get(i);
      if (one.start() != other.start() || one.end() != other.end()) {
        return false;
      }
    }
    return true;
  }

  private Next<WindowState<A>, Object> late(
      WindowState<A> state, T record, long at, Context<WindowState<A>, Object> ctx)
      throws LateRecordException {
    Next<WindowState<A>, Object> next = state.panes().isEmpty() ? ctx.clear() : ctx.keep();
    if (lateGoOn) {
      return next.emit(new LateRecord(record));
    }
    if (window.late() == Late.EACH) {
      A alone = aggregate.add(aggregate.zero(), record);
      return next.emit(result(framing.windowOf(at, alone), ctx));
    }
    String came = "a record of [" + Instant.ofEpochMilli(at) + "] came to [" + name + "] ";
    throw new LateRecordException(
        ctx.eventTime().equals(Instant.MAX)
            ? came
                + "after all input had been read, which closes all windows. To have"
                + " them open, begin with another data directory."
            : came + "when event time was [" + ctx.eventTime() + "]");
  }

  private Next<WindowState<A>, Object> fire(
      WindowState<A> state, Context<WindowState<A>, Object> ctx) {
    long reached = reached(ctx);
    List<Pane<A>> over = framing.over(state.panes(), state.reached(), reached);
    List<Pane<A>> panes = framing.open(state.panes(), reached);
    Next<WindowState<A>, Object> next;
    if (panes.isEmpty()) {
      next = ctx.clear();
    } else {
      Instant wake = Instant.ofEpochMilli(wake(panes, reached));
      next = ctx.become(new WindowState<>(reached, panes)).eventTimerAt(TIMER, wake);
    }
    emitAll(over, next, ctx);
    emitAll(window.early().between(panes, state.reached(), reached), next, ctx);
    return next;
  }

  private Windowed<R> result(Pane<A> window, Context<?, ?> ctx) {
    return new Windowed<>(
        ctx.key(),
        Instant.ofEpochMilli(window.start()),
        Instant.ofEpochMilli(window.end()),
        aggregate.result(window.value()));
  }
}
