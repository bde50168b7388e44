package dev.potoroo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  /** Whether late records go into the oldest open window. */
  boolean oldestOpen;

  /** After so many records, and so much event time, there is an early result; 0 if not. */
  int earlyCount;

  int earlyEvery;

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

  boolean isEarly(List<Long> records) {
    return earlyCount > 0 && records.size() % earlyCount == 0;
  }

  /**
   * Whether time passes some of the times that are so many times {@code earlyEvery} from a start.
   */
  boolean isEarly(long start, long to) {
    for (long at = start + earlyEvery; earlyEvery > 0 && at <= to; at += earlyEvery) {
      if (at > reached) {
        return true;
      }
    }
    return false;
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
      windows.forEach(
          (start, records) -> {
            if (start + size > to && isEarly(start, to)) {
              give(start, start + size, records);
            }
          });
      reached = to;
    }

    private void add(long start, long at) {
      List<Long> records = windows.computeIfAbsent(start, s -> new ArrayList<>());
      records.add(at);
      if (start + size <= reached || isEarly(records)) {
        give(start, start + size, records);
      }
    }

    @Override
    void add(long at) {
      boolean taken = false;
      for (long start = at - size + 1; start <= at; start++) {
        if (Math.floorMod(start - offset, slide) != 0 || isClosed(start + size)) {
          continue;
        }
        taken = true;
        add(start, at);
      }
      if (!taken && oldestOpen && reached < Long.MAX_VALUE) {
        long start = reached - lateness - size;
        while (Math.floorMod(start - offset, slide) != 0 || isClosed(start + size)) {
          start++;
        }
        add(start, at);
      } else if (!taken) {
        late.add(at);
      }
    }
  }

  static final class Sessions extends WindowReference {
    private final long gap;
    private List<Session> sessions = new ArrayList<>();

    /** Records by whose times it is a session, and all that are in it. */
    private record Session(List<Long> times, List<Long> records) {
      long start() {
        return Collections.min(times);
      }

      long end(long gap) {
        return Collections.max(times) + gap;
      }
    }

    Sessions(long gap, long lateness) {
      super(lateness);
      this.gap = gap;
    }

    private void give(Session session) {
      give(session.start(), session.end(gap), session.records());
    }

    @Override
    void advance(long to) {
      sessions.sort(Comparator.comparingLong(Session::start));
      for (Session session : sessions) {
        if (session.end(gap) > reached && session.end(gap) <= to) {
          give(session);
        }
      }
      for (Session session : sessions) {
        if (session.end(gap) > to && isEarly(session.start(), to)) {
          give(session);
        }
      }
      reached = to;
      sessions.removeIf(session -> isClosed(session.end(gap)));
    }

    @Override
    void add(long at) {
      Session joined = new Session(new ArrayList<>(List.of(at)), new ArrayList<>());
      List<Session> others = new ArrayList<>();
      for (Session session : sessions) {
        boolean near = session.times().stream().anyMatch(other -> Math.abs(other - at) < gap);
        if (near) {
          joined.times().addAll(session.times());
          joined.records().addAll(session.records());
        } else {
          others.add(session);
        }
      }
      if (joined.times().size() == 1 && isClosed(at + gap)) {
        addLate(at);
        return;
      }
      joined.records().add(at);
      others.add(joined);
      sessions = others;
      giveIfWanted(joined);
    }

    private void addLate(long at) {
      Optional<Session> oldest =
          sessions.stream().min(Comparator.comparingLong(Session::start)).filter(one -> oldestOpen);
      if (oldest.isEmpty()) {
        late.add(at);
        return;
      }
      oldest.get().records().add(at);
      giveIfWanted(oldest.get());
    }

    private void giveIfWanted(Session changed) {
      if (changed.end(gap) <= reached || isEarly(changed.records())) {
        give(changed);
      }
    }
  }
}
