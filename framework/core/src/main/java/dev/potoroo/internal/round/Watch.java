package dev.potoroo.internal.round;

import java.util.Optional;

/** What time it is for a {@link Coordinator}, and how long it has been waiting. Nanoseconds. */
final class Watch {
  private static final long ASK_AGAIN = 500_000_000;

  private long now;
  private long since;
  private long askedAt;
  private long warnedAt;

  void clock(long nanos) {
    now = nanos;
  }

  long now() {
    return now;
  }

  /** Something else is waited for from now on. */
  void restart() {
    since = now;
  }

  /** How long it has been waited. */
  long waited() {
    return now - since;
  }

  /** True once in a while, if it takes longer than messages do. */
  boolean asksAgain() {
    if (Math.min(waited(), now - askedAt) < ASK_AGAIN) {
      return false;
    }
    askedAt = now;
    return true;
  }

  /** What is to be told about a round that is held up: nothing at first, then once in a while. */
  Optional<Effect> heldUp(long round, Waiting waiting, long warnAfter) {
    if (Math.min(waiting.nanos(), now - warnedAt) < warnAfter) {
      return Optional.empty();
    }
    warnedAt = now;
    return Optional.of(new Effect.HeldUp(round, waiting.where(), waiting.nanos(), waiting.by()));
  }
}
