package dev.potoroo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a step does when a timer fires, or when an object has aged. Immutable. */
record TimerHandlers<S, O>(
    Map<String, TimerHandler<S, O>> byName,
    Optional<Duration> ttl,
    boolean ttlByEventTime,
    Optional<TimerHandler<S, O>> expiry,
    boolean eventTime) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Duration LONGEST = Duration.ofDays(36_500);

  static <S, O> TimerHandlers<S, O> none() {
    return new TimerHandlers<>(Map.of(), Optional.empty(), false, Optional.empty(), false);
  }

  TimerHandlers<S, O> on(String step, String timer, TimerHandler<S, O> handler) {
    if (!NAME.matcher(timer).matches()) {
      throw new IllegalArgumentException(
          "step ["
              + step
              + "]: a timer's name must be small letters, digits and hyphens, beginning with a"
              + " letter, at most 63 characters, but is ["
              + timer
              + "]");
    }
    Map<String, TimerHandler<S, O>> more = new LinkedHashMap<>(byName);
    more.put(timer, Objects.requireNonNull(handler, "handler"));
    return new TimerHandlers<>(more, ttl, ttlByEventTime, expiry, eventTime);
  }

  TimerHandlers<S, O> ttl(String step, Duration age, boolean byEventTime) {
    if (age.compareTo(LONGEST) > 0 || age.toMillis() < 1) {
      throw new IllegalArgumentException(
          "step ["
              + step
              + "]: ttl must be 1 ms to 36500 days, but is ["
              + age
              + "]. Leave it out for objects that stay.");
    }
    return new TimerHandlers<>(byName, Optional.of(age), byEventTime, expiry, eventTime);
  }

  TimerHandlers<S, O> onExpire(TimerHandler<S, O> handler) {
    return new TimerHandlers<>(byName, ttl, ttlByEventTime, Optional.of(handler), eventTime);
  }

  TimerHandlers<S, O> byEventTime() {
    return new TimerHandlers<>(byName, ttl, ttlByEventTime, expiry, true);
  }

  boolean isEmpty() {
    return byName.isEmpty() && ttl.isEmpty();
  }

  void check(String step, List<TimerChange> changes) {
    for (TimerChange change : changes) {
      if (!byName.containsKey(change.name())) {
        throw new IllegalStateException(missing(step, change.name()));
      }
    }
  }

  TimerHandler<S, O> of(String step, FiredTimer fired) {
    if (fired.timer().equals(FiredTimer.TTL)) {
      return expiry.orElse((state, ctx) -> ctx.clear());
    }
    TimerHandler<S, O> handler = byName.get(fired.timer());
    if (handler == null) {
      throw new IllegalStateException(missing(step, fired.timer()));
    }
    return handler;
  }

  private static String missing(String step, String timer) {
    return "step ["
        + step
        + "] has no handler for timer ["
        + timer
        + "]. Add .onTimer(\""
        + timer
        + "\", ...)";
  }
}
