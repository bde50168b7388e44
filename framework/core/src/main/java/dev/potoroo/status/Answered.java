package dev.potoroo.status;

import org.jspecify.annotations.Nullable;

/**
 * What came of a question about one key.
 *
 * @param outcome whether there is an answer
 * @param value the answer; null if there is none
 * @param message why there is none, for people; else empty
 */
public record Answered<T>(Outcome outcome, @Nullable T value, String message) {

  /** Whether there is an answer. */
  public enum Outcome {
    /** There is. */
    OK,
    /** There is no object with that key. */
    NO_SUCH_ENTITY,
    /** What is asked for is not kept. */
    NOT_KEPT,
    /** What was sent is not what the step takes. */
    UNREADABLE,
    /** The handler of the question threw. */
    FAILED
  }

  /** An answer. */
  public static <T> Answered<T> ok(T value) {
    return new Answered<>(Outcome.OK, value, "");
  }

  /** No answer. */
  public static <T> Answered<T> not(Outcome outcome, String message) {
    return new Answered<>(outcome, null, message);
  }
}
