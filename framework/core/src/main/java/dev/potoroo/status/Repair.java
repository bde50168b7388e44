package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be done to one key.
 *
 * @param step the step's name
 * @param key the key
 * @param action what
 * @param reason why, for the audit log; not blank
 * @param expected what must be so: for {@link Action#EDIT} and {@link Action#CLEAR} the object's
 *     version, for {@link Action#SKIP} and {@link Action#REPLACE} the number of the first held
 *     record; null for {@link Action#RELEASE} and {@link Action#PAUSE}
 * @param value the new state for {@link Action#EDIT}, the new record for {@link Action#REPLACE};
 *     else null
 * @param by who wants it, for the audit log: at the management endpoint the name of a token; null
 *     if nobody says
 */
public record Repair(
    String step,
    String key,
    Action action,
    String reason,
    @Nullable Long expected,
    @Nullable JsonNode value,
    @Nullable String by) {

  /** One of which nobody says who wants it. */
  public Repair(
      String step,
      String key,
      Action action,
      String reason,
      @Nullable Long expected,
      @Nullable JsonNode value) {
    this(step, key, action, reason, expected, value, null);
  }

  /** What can be done. */
  public enum Action {
    /** The key is quarantined: its records are held from now on, until they are released. */
    PAUSE,
    /** The held records are handled, in order. */
    RELEASE,
    /** The first held record goes to the dead letters. */
    SKIP,
    /** The first held record is replaced. */
    REPLACE,
    /** The state is replaced; if there is no object, one is made. */
    EDIT,
    /** The object is removed. */
    CLEAR
  }
}
