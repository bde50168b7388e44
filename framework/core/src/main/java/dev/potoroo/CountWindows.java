package dev.potoroo;

import dev.potoroo.WindowState.Pane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Windows of so many records of a key, in the order in which they come. */
record CountWindows<T, A, R>(
    Window window, Fn<? super T, Instant> time, Aggregate<T, A, R> aggregate) {

  /** A pane has as many records as come between two results; the last one may have fewer. */
  Next<WindowState<A>, Object> add(
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

  private Windowed<R> result(String key, List<Pane<A>> panes) {
    A value = panes.get(0).value();
    long start = panes.get(0).start();
    long end = panes.get(0).end();
    for (Pane<A> pane : panes.subList(1, panes.size())) {
      value = aggregate.merge(value, pane.value());
      start = Math.min(start, pane.start());
      end = Math.max(end, pane.end());
    }
    return new Windowed<>(
        key, Instant.ofEpochMilli(start), Instant.ofEpochMilli(end), aggregate.result(value));
  }
}
