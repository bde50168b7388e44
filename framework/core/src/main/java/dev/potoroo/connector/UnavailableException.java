package dev.potoroo.connector;

import org.jspecify.annotations.Nullable;

/**
 * An outside system cannot be reached, or did not answer in time: what was asked of it may have
 * happened or not. The message says which system, and what it said.
 */
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes one. */
  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
