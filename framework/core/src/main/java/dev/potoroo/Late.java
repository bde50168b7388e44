package dev.potoroo;

/** What becomes of a record that comes when all windows that it belongs to are closed. */
public enum Late {
  /** It is counted as skipped, unless the error policy for {@link LateRecordException} differs. */
  DROP,
  /** It makes a window of its own. */
  EACH,
  /**
   * It goes into the oldest window of its key that is not closed, as if it had happened at that
   * window's start. For sessions there may be none; then it is dropped.
   */
  OLDEST_OPEN
}
