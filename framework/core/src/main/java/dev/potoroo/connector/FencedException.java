package dev.potoroo.connector;

/** Somebody else has taken over: whoever gets this must not go on. */
public final class FencedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Makes one. */
  public FencedException(String message, Throwable cause) {
    super(message, cause);
  }
}
