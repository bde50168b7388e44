package dev.potoroo;

/** What becomes of a record that comes when all windows that it belongs to are closed. */
public enum Late {
  /** It is counted as skipped, unless the error policy for {@link LateRecordException} differs. */
  DROP,
  /** It makes a window of its own. */
  EACH
}
