package dev.potoroo;

import dev.potoroo.WindowState.Pane;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Tumbling and sliding windows. A pane is the longest time that begins and ends with none of the
 * windows: each record is added to one pane only, and a window merges its panes.
 */
record AlignedFraming<A>(
    long size,
    long slide,
    long offset,
    long lateness,
    long pane,
    Supplier<A> zero,
    BinaryOperator<A> merge)
    implements Framing<A> {

  AlignedFraming(Window window, Supplier<A> zero, BinaryOperator<A> merge) {
    this(
        window.size(),
        window.slide(),
        window.offset(),
        window.lateness(),
        Window.gcd(window.size(), window.slide()),
        zero,
        merge);
  }

  private static long begins(long at, long every, long offset) {
    return Math.floorDiv(at - offset, every) * every + offset;
  }

  /** The start of the last window that a time belongs to; the others begin a slide earlier each. */
  private long lastStart(long at) {
    return begins(at, slide, offset);
  }

  private boolean isClosed(long end, long reached) {
    return end + lateness <= reached;
  }

  @Override
  public Pane<A> windowOf(long at, A value) {
    return new Pane<>(lastStart(at), lastStart(at) + size, 1, value);
  }

  @Override
  public boolean isLate(List<Pane<A>> panes, long at, long reached) {
    return isClosed(lastStart(at) + size, reached);
  }

  @Override
  public OptionalLong oldestOpen(List<Pane<A>> panes, long reached) {
    return reached == Long.MAX_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(lastStart(reached - lateness - size) + slide);
  }

  @Override
  public List<Pane<A>> add(List<Pane<A>> panes, long at, UnaryOperator<A> record) {
    long start = begins(at, pane, offset);
    int i = panes.size();
    while (i > 0 && panes.get(i - 1).start() > start) {
      i--;
    }
    Pane<A> old = i > 0 && panes.get(i - 1).start() == start ? panes.get(i - 1) : null;
    Pane<A> now =
        old == null
            ? new Pane<>(start, start + pane, 1, record.apply(zero.get()))
            : new Pane<>(start, old.end(), old.count() + 1, record.apply(old.value()));
    return old == null ? with(panes, i, i, now) : with(panes, i - 1, i, now);
  }

  /** One in the place of those from one index up to another, exclusive. */
  private static <A> List<Pane<A>> with(List<Pane<A>> panes, int from, int to, Pane<A> now) {
    @SuppressWarnings("unchecked")
    Pane<A>[] all = (Pane<A>[]) new Pane<?>[panes.size() - (to - from) + 1];
    for (int i = 0; i < from; i++) {
      all[i] = panes.get(i);
    }
    all[from] = now;
    for (int i = to; i < panes.size(); i++) {
      all[i - to + from + 1] = panes.get(i);
    }
    return List.of(all);
  }

  @Override
  public Stream<Pane<A>> windows(List<Pane<A>> panes, long from, long to) {
    TreeSet<Long> starts = new TreeSet<>();
    for (Pane<A> one : panes) {
      addStarts(one.start(), from, to, starts);
    }
    return starts.stream().map(start -> window(panes, start));
  }

  /** The windows that a time belongs to, with an end after {@code from}, up to {@code to}. */
  private void addStarts(long at, long from, long to, TreeSet<Long> starts) {
    for (long start = lastStart(at); start + size > at && start + size > from; start -= slide) {
      if (start + size <= to) {
        starts.add(start);
      }
    }
  }

  private Pane<A> window(List<Pane<A>> panes, long start) {
    A value = null;
    long count = 0;
    for (Pane<A> one : panes) {
      if (one.start() >= start && one.start() < start + size) {
        value = value == null ? one.value() : merge.apply(value, one.value());
        count += one.count();
      }
    }
    return new Pane<>(start, start + size, count, value == null ? zero.get() : value);
  }

  @Override
  public List<Pane<A>> updated(List<Pane<A>> panes, long at, long reached) {
    if (lateness == 0 || at >= reached) {
      return List.of();
    }
    TreeSet<Long> starts = new TreeSet<>();
    addStarts(at, reached - lateness, reached, starts);
    return starts.stream().map(start -> window(panes, start)).toList();
  }

  @Override
  public List<Pane<A>> open(List<Pane<A>> panes, long reached) {
    return panes.stream().filter(one -> !isClosed(lastStart(one.start()) + size, reached)).toList();
  }

  @Override
  public long next(List<Pane<A>> panes, long reached) {
    long next = Long.MAX_VALUE;
    for (int i = 0; i < panes.size(); i++) {
      Pane<A> one = panes.get(i);
      long end = lastStart(one.start()) + size;
      if (end <= reached) {
        next = Math.min(next, end + lateness);
      } else {
        while (end - slide > one.start() && end - slide > reached) {
          end -= slide;
        }
        next = Math.min(next, end);
      }
    }
    return next;
  }
}
