package dev.potoroo;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How a call of an {@link Async} step has ended. It goes to the object of its key in place of the
 * record that it was made for: how the runtime brings back what calls answer.
 */
public final class CallEnd {
  private final @Nullable Object answer;
  private final @Nullable Throwable error;

  /** The call has answered, or failed with {@code error} if that is not null. */
  public CallEnd(@Nullable Object answer, @Nullable Throwable error) {
    this.answer = answer;
    this.error = error == null ? null : unwrapped(error);
  }

  /** Stages put what has failed into exceptions of their own. */
  private static Throwable unwrapped(Throwable error) {
    Throwable cause = error.getCause();
    boolean wrapped = error instanceof CompletionException || error instanceof ExecutionException;
    return wrapped && cause != null ? unwrapped(cause) : error;
  }

  /** What went wrong; null if the call has answered. */
  public @Nullable Throwable error() {
    return error;
  }

  /**
   * The answer; null if there is none.
   *
   * @throws Exception what went wrong
   */
  @Nullable Object answer() throws Exception {
    if (error instanceof Error grave) {
      throw grave;
    }
    if (error instanceof Exception failed) {
      throw failed;
    }
    if (error != null) {
      throw new IllegalStateException(error);
    }
    return answer;
  }
}
