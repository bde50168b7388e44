package dev.potoroo;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Windows of one key, as one would write them down: each window has a list of its records. Results
 * are {@code start-end: sorted records}.
 */
abstract class WindowReference {
  final long lateness;
  final List<String> results = new ArrayList<>();
  final List<Long> late = new ArrayList<>();
  long reached = Long.MIN_VALUE;

  WindowReference(long lateness) {
    this.lateness = lateness;
  }

  /** Event time has come so far. */
  abstract void advance(long to);

  /** A record, which is its own time. */
  abstract void add(long at);

  boolean isClosed(long end) {
    return end + lateness <= reached;
  }

  void give(long start, long end, List<Long> records) {
    results.add(start + "-" + end + ": " + records.stream().sorted().toList());
  }

  static final class Sliding extends WindowReference {
    private final long size;
    private final long slide;
    private final long offset;
    private final TreeMap<Long, List<Long>> windows = new TreeMap<>();

    Sliding(long size, long slide, long offset, long lateness) {
      super(lateness);
      this.size = size;
      this.slide = slide;
      this.offset = offset;
    }

    @Override
    void advance(long to) {
      windows.forEach(
          (start, records) -> {
            if (start + size > reached && start + size <= to) {
              give(start, start + size, records);
            }
          });
      reached = to;
    }

    @Override
    void add(long at) {
      boolean taken = false;
      for (long start = at - size + 1; start <= at; start++) {
        if (Math.floorMod(start - offset, slide) != 0 || isClosed(start + size)) {
          continue;
        }
        taken = true;
        List<Long> records = windows.computeIfAbsent(start, s -> new ArrayList<>());
        records.add(at);
        if (start + size <= reached) {
          give(start, start + size, records);
        }
      }
      if (!taken) {
        late.add(at);
      }
    }
  }

  static final class Sessions extends WindowReference {
    private final long gap;
    private List<List<Long>> sessions = new ArrayList<>();

    Sessions(long gap, long lateness) {
      super(lateness);
      this.gap = gap;
    }

    private static long min(List<Long> records) {
      return records.stream().mapToLong(i -> i).min().orElseThrow();
    }

    private long end(List<Long> records) {
      return records.stream().mapToLong(i -> i).max().orElseThrow() + gap;
    }

    @Override
    void advance(long to) {
      sessions.sort((a, b) -> Long.compare(min(a), min(b)));
      for (List<Long> session : sessions) {
        if (end(session) > reached && end(session) <= to) {
          give(min(session), end(session), session);
        }
      }
      reached = to;
      sessions.removeIf(session -> isClosed(end(session)));
    }

    @Override
    void add(long at) {
      List<Long> joined = new ArrayList<>(List.of(at));
      List<List<Long>> others = new ArrayList<>();
      for (List<Long> session : sessions) {
        boolean near = session.stream().anyMatch(other -> Math.abs(other - at) < gap);
        if (near) {
          joined.addAll(session);
        } else {
          others.add(session);
        }
      }
      if (joined.size() == 1 && isClosed(at + gap)) {
        late.add(at);
        return;
      }
      others.add(joined);
      sessions = others;
      if (end(joined) <= reached) {
        give(min(joined), end(joined), joined);
      }
    }
  }
}
