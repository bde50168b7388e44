package dev.potoroo;

import java.time.Duration;
import java.time.Instant;

/** What a {@link Handler} decided about a timer of its object. */
public sealed interface TimerChange {
  /** The timer's name. */
  String name();

  /** It is set, so long after the time of the record by the clock. */
  record After(String name, Duration after) implements TimerChange {}

  /** It is set, by the clock. */
  record At(String name, Instant at) implements TimerChange {}

  /** It is set, by event time. */
  record EventAt(String name, Instant at) implements TimerChange {}

  /** It is not set any more. */
  record Cancel(String name) implements TimerChange {}
}
