package dev.potoroo.internal.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A time that only moves when it is told to, and what is to be done at which moment. For one
 * thread.
 */
public final class VirtualTime {
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::number));
  private final Clock clock = new VirtualClock();
  private Instant now;
  private long count;

  private record Due(Instant at, long number, Runnable task) {}

  /** A time that stands still at {@code start}. */
  public VirtualTime(Instant start) {
    now = start;
  }

  /** A clock that shows this time. */
  public Clock clock() {
    return clock;
  }

  /** What time it is. */
  public Instant now() {
    return now;
  }

  /** Plans something for {@code delay} from now; things planned for one moment keep their order. */
  void after(Duration delay, Runnable task) {
    agenda.add(new Due(now.plus(delay), count++, task));
  }

  /** When there is something to do; empty if nothing is planned. */
  Optional<Instant> next() {
    return Optional.ofNullable(agenda.peek()).map(Due::at);
  }

  /** Moves on to a moment, never back; does nothing of what is planned. */
  void moveTo(Instant moment) {
    if (moment.isAfter(now)) {
      now = moment;
    }
  }

  /** Does what is due; what that plans for now too. */
  void runDue() {
    for (Due first = agenda.peek();
        first != null && !first.at().isAfter(now);
        first = agenda.peek()) {
      agenda.remove();
      first.task().run();
    }
  }

  /** Forgets what is planned. */
  void clear() {
    agenda.clear();
  }

  private final class VirtualClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return Clock.fixed(now, zone);
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
