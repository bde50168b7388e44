package dev.potoroo.status;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be done to a source, or to all of them.
 *
 * @param source its name; null for all
 * @param action what
 * @param reason why, for the audit log; not blank
 * @param by who wants it, for the audit log: at the management endpoint the name of a token; null
 *     if nobody says
 */
public record SourceOrder(
    @Nullable String source, Action action, String reason, @Nullable String by) {

  /** What can be done. */
  public enum Action {
    /** It is not read any more, on no node, until it is resumed. */
    PAUSE_SOURCE,
    /** It is read on from where it was paused. */
    RESUME_SOURCE
  }
}
