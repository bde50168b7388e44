package dev.potoroo;

import dev.potoroo.WindowState.Pane;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Sessions: each pane is a window, and two that a record brings together become one. */
record SessionFraming<A>(long gap, long lateness, Supplier<A> zero, BinaryOperator<A> merge)
    implements Framing<A> {

  SessionFraming(Window window, Supplier<A> zero, BinaryOperator<A> merge) {
    this(window.size(), window.lateness(), zero, merge);
  }

  private boolean isClosed(long end, long reached) {
    return end + lateness <= reached;
  }

  /** Whether a record of that time belongs to a session. */
  private boolean touches(Pane<A> session, long at) {
    return session.start() < at + gap && at < session.end();
  }

  @Override
  public Pane<A> windowOf(long at, A value) {
    return new Pane<>(at, at + gap, 1, value);
  }

  @Override
  public boolean isLate(List<Pane<A>> panes, long at, long reached) {
    return isClosed(at + gap, reached) && panes.stream().noneMatch(one -> touches(one, at));
  }

  @Override
  public OptionalLong oldestOpen(List<Pane<A>> panes, long reached) {
    return panes.stream()
        .filter(one -> !isClosed(one.end(), reached))
        .mapToLong(Pane::start)
        .findFirst();
  }

  @Override
  public List<Pane<A>> add(List<Pane<A>> panes, long at, UnaryOperator<A> record) {
    List<Pane<A>> others = new ArrayList<>();
    Pane<A> joined = null;
    for (Pane<A> one : panes) {
      if (touches(one, at)) {
        joined = joined == null ? one : join(joined, one);
      } else {
        others.add(one);
      }
    }
    A before = joined == null ? zero.get() : joined.value();
    long start = joined == null ? at : Math.min(at, joined.start());
    long end = joined == null ? at + gap : Math.max(at + gap, joined.end());
    long count = joined == null ? 0 : joined.count();
    others.add(new Pane<>(start, end, count + 1, record.apply(before)));
    others.sort(Comparator.comparingLong(Pane::start));
    return List.copyOf(others);
  }

  private Pane<A> join(Pane<A> earlier, Pane<A> later) {
    return new Pane<>(
        earlier.start(),
        Math.max(earlier.end(), later.end()),
        earlier.count() + later.count(),
        merge.apply(earlier.value(), later.value()));
  }

  @Override
  public Stream<Pane<A>> windows(List<Pane<A>> panes, long from, long to) {
    return panes.stream().filter(one -> one.end() > from && one.end() <= to);
  }

  @Override
  public List<Pane<A>> updated(List<Pane<A>> panes, long at, long reached) {
    return panes.stream().filter(one -> touches(one, at) && one.end() <= reached).toList();
  }

  @Override
  public List<Pane<A>> open(List<Pane<A>> panes, long reached) {
    return panes.stream().filter(one -> !isClosed(one.end(), reached)).toList();
  }

  @Override
  public long next(List<Pane<A>> panes, long reached) {
    long next = Long.MAX_VALUE;
    for (Pane<A> one : panes) {
      next = Math.min(next, one.end() > reached ? one.end() : one.end() + lateness);
    }
    return next;
  }
}
