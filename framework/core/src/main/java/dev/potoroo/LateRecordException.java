package dev.potoroo;

/**
 * A record came when all windows that it belongs to were closed. Unless an {@link ErrorPolicy} says
 * otherwise for this class, the record is counted as skipped, as with {@link ErrorPolicy#skip}.
 */
public final class LateRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  LateRecordException(String message) {
    // Nobody wants to know from where: there may be many.
    super(message, null, false, false);
  }
}
