package dev.potoroo.connector;

import org.jspecify.annotations.Nullable;

/** Somebody else has taken over: whoever gets this must not go on. */
public final class FencedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes one. */
  public FencedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
