package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has ordered that changes neither a state nor what is read, so that nothing but the
 * audit log tells of it later.
 *
 * @param step the step's name; empty if it is about the pipeline
 * @param key the key; empty if it is about the pipeline
 * @param action what
 * @param reason why; not blank
 * @param by who wants it: at the management endpoint the name of a token; null if nobody says
 * @param detail what else there is to know; null if nothing
 */
public record Note(
    String step,
    String key,
    Action action,
    String reason,
    @Nullable String by,
    @Nullable JsonNode detail) {

  /** What can be noted. */
  public enum Action {
    /** What happens to a key is written to the log of a node; the detail says until when. */
    TRACE,
    /** The round is to end at once. */
    END_ROUND,
    /** Shards are to be spread evenly. */
    REBALANCE
  }
}
