package dev.potoroo.store;

import org.jspecify.annotations.Nullable;

/** A store did not do what it was asked for. The message says what, where, and what to do. */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;
  private final Kind kind;

  /** With a message for people. */
  public StoreException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }

  /** What can happen. */
  public enum Kind {
    /** A newer generation has begun: whoever is told this has been replaced. */
    FENCED,
    /** It may work later: the server is away, say, or the disk is full. */
    UNAVAILABLE,
    /** What is stored is damaged. */
    CORRUPT,
    /**
     * It cannot be used as it is: of another pipeline, of a newer format, in use, not configured.
     */
    REFUSED
  }
}
