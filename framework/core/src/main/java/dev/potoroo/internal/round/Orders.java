package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.Optional;

/**
 * What the nodes of a generation are told. Remembers what can be told again: an order that is
 * repeated has the turn that it had.
 */
final class Orders {
  private final long generation;
  private Effect latest;
  private Optional<Effect> capture = Optional.empty();
  private long turn;

  Orders(long generation, Assignment assignment, Optional<RoundCommit> last) {
    this.generation = generation;
    latest = new Effect.Assign(generation, assignment, last);
  }

  /** Beside what is the latest order. */
  Effect place() {
    return new Effect.Place(generation);
  }

  Effect flow(long round, boolean referencesOnly) {
    latest = new Effect.Flow(generation, round, ++turn, referencesOnly);
    return latest;
  }

  Effect pause(long round) {
    latest = new Effect.Pause(generation, round, ++turn);
    return latest;
  }

  /** Asks those that have followed the latest order to pause. */
  Effect ask(long wave) {
    return new Effect.AskReports(generation, turn, wave);
  }

  Effect capture(long round, long watermark) {
    latest = new Effect.Capture(generation, round, ++turn, watermark);
    capture = Optional.of(latest);
    return latest;
  }

  /** The latest order, for those that may not have heard it. */
  Effect latest() {
    return latest;
  }

  /** The latest order to capture, for those that have not said that they are prepared. */
  Effect latestCapture() {
    return capture.orElseThrow();
  }
}
