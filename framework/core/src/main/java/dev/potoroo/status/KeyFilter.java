package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * Which keys of a step to list; all of what is said must be so.
 *
 * @param quarantined only keys that are quarantined
 * @param idle only objects that nothing has touched for so long
 * @param where only objects of which that holds
 */
public record KeyFilter(
    boolean quarantined, Optional<Duration> idle, Optional<StatePredicate> where) {

  /** Lets all through. */
  public static final KeyFilter NONE = new KeyFilter(false, Optional.empty(), Optional.empty());

  /** Whether objects must be looked at to find out. */
  public boolean looksAtObjects() {
    return idle.isPresent() || where.isPresent();
  }

  /** Whether it lets an object through that nothing has touched for {@code untouched}. */
  public boolean test(Duration untouched, JsonNode state) {
    return idle.map(least -> untouched.compareTo(least) >= 0).orElse(true)
        && where.map(predicate -> predicate.test(state)).orElse(true);
  }
}
