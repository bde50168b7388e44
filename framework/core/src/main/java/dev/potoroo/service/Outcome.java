package dev.potoroo.service;

import dev.potoroo.PotorooException;
import java.util.Optional;

/**
 * How a run came to its end.
 *
 * @param kind what happened
 * @param failure what went wrong, if it failed
 */
public record Outcome(Kind kind, Optional<PotorooException> failure) {
  /** What can happen. */
  public enum Kind {
    /** All sources had ended and everything was processed. */
    ENDED,
    /** It was asked to stop, and what had been read was processed. */
    STOPPED,
    /** It failed. */
    FAILED
  }
}
