package dev.potoroo.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A state object as a round has left it.
 *
 * @param step its step
 * @param key its key
 * @param version how many updates it has seen
 * @param lastTouched when its last record was handled
 * @param state its state, encoded; null if the object was removed
 * @param timers its timers; none if the object was removed
 * @param timersBefore its timers as of the last commit
 */
public record StateChange(
    String step,
    String key,
    long version,
    Instant lastTouched,
    byte @Nullable [] state,
    List<StoredTimer> timers,
    List<StoredTimer> timersBefore) {

  /** A change of an object that has and had no timers. */
  public StateChange(
      String step, String key, long version, Instant lastTouched, byte @Nullable [] state) {
    this(step, key, version, lastTouched, state, List.of(), List.of());
  }

  /** The timers that were set, or set anew. */
  public List<StoredTimer> timersSet() {
    return without(timers, timersBefore);
  }

  /** The timers that are not there any more. */
  public List<StoredTimer> timersGone() {
    return without(timersBefore, timers);
  }

  private static List<StoredTimer> without(List<StoredTimer> these, List<StoredTimer> others) {
    return these.isEmpty() || others.isEmpty()
        ? these
        : these.stream().filter(timer -> !others.contains(timer)).toList();
  }
}
