package dev.potoroo;

import dev.potoroo.WindowState.Pane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Windows of so many records of a key, in the order in which they come. */
record CountWindows<T, A, R>(
    Window window, Fn<? super T, Instant> time, Aggregate<T, A, R> aggregate)
    implements WindowHandler<T, A> {

  /** A pane has as many records as come between two results; the last one may have fewer. */
  @Override
  public Next<WindowState<A>, Object> handle(
      WindowState<A> state, T record, Context<WindowState<A>, Object> ctx) throws Exception {
    long at = WindowStep.millis(time, record);
    List<Pane<A>> panes = new ArrayList<>(state.panes());
    int last = panes.size() - 1;
    if (last >= 0 && panes.get(last).count() < window.slide()) {
      Pane<A> pane = panes.get(last);
      panes.set(
          last,
          new Pane<>(
              Math.min(pane.start(), at),
              Math.max(pane.end(), at),
              pane.count() + 1,
              aggregate.add(pane.value(), record)));
    } else {
      panes.add(new Pane<>(at, at, 1, aggregate.add(aggregate.zero(), record)));
      last++;
    }
    if (panes.get(last).count() < window.slide()) {
      return ctx.become(new WindowState<>(state.reached(), List.copyOf(panes)));
    }
    Windowed<R> result = result(ctx.key(), panes);
    if (panes.size() == window.size() / window.slide()) {
      panes.remove(0);
    }
    Next<WindowState<A>, Object> next =
        panes.isEmpty()
            ? ctx.clear()
            : ctx.become(new WindowState<>(state.reached(), List.copyOf(panes)));
    return next.emit(result);
  }

  /** There is one: of the records that the next result is of, as far as they have come. */
  @Override
  public Stream<OpenWindow> open(WindowState<A> state) {
    return state.panes().isEmpty()
        ? Stream.empty()
        : Stream.of(OpenWindow.of(merged(state.panes()), false));
  }

  private Windowed<R> result(String key, List<Pane<A>> panes) {
    Pane<A> all = merged(panes);
    return new Windowed<>(
        key,
        Instant.ofEpochMilli(all.start()),
        Instant.ofEpochMilli(all.end()),
        aggregate.result(all.value()));
  }

  private Pane<A> merged(List<Pane<A>> panes) {
    Pane<A> all = panes.get(0);
    for (Pane<A> pane : panes.subList(1, panes.size())) {
      all =
          new Pane<>(
              Math.min(all.start(), pane.start()),
              Math.max(all.end(), pane.end()),
              all.count() + pane.count(),
              aggregate.merge(all.value(), pane.value()));
    }
    return all;
  }
}
