package dev.potoroo.internal.round;

/**
 * How a run ends, the same on all nodes.
 *
 * @param kind what happened
 * @param code the error's code, empty if there is none
 * @param message the error, empty if there is none
 */
public record Completion(Kind kind, String code, String message) {
  /** What can happen. */
  public enum Kind {
    /** All sources had ended and everything was processed. */
    ENDED,
    /** A node was asked to stop, and what had been read was processed. */
    STOPPED,
    /** Something failed. */
    FAILED
  }

  static Completion of(Kind kind) {
    return new Completion(kind, "", "");
  }
}
