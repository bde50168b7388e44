package dev.potoroo.internal.runtime;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who may call now, and who waits in line: so many at a time. Plain logic; thread-safe.
 *
 * @param <C> a call
 */
final class CallLine<C> {
  private final int most;
  private final Predicate<C> wanted;
  private final ArrayDeque<C> waiting = new ArrayDeque<>();
  private int underWay;

  /**
   * Makes one.
   *
   * @param most how many may be under way
   * @param wanted whether a call that has waited should still be made; others are forgotten
   */
  CallLine(int most, Predicate<C> wanted) {
    this.most = most;
    this.wanted = wanted;
  }

  /** Whether the call may begin; if not, it waits in line. */
  synchronized boolean begins(C call) {
    if (underWay < most) {
      underWay++;
      return true;
    }
    waiting.add(call);
    return false;
  }

  /** A call is over: gives the one that begins in its place. */
  synchronized Optional<C> over() {
    for (C next = waiting.poll(); next != null; next = waiting.poll()) {
      if (wanted.test(next)) {
        return Optional.of(next);
      }
    }
    underWay--;
    return Optional.empty();
  }

  /** How many are under way. */
  synchronized int underWay() {
    return underWay;
  }
}
