package dev.potoroo.internal.round;

import java.util.OptionalLong;

/**
 * How far event time has come on one node, at a moment when its readers have paused.
 *
 * @param watermark the least of the watermarks of its active partitions, in milliseconds since
 *     1970: {@link Long#MIN_VALUE} if one of them has not said anything yet, {@link Long#MAX_VALUE}
 *     if there are none
 * @param idle the greatest of the watermarks of those that have had no records for so long that
 *     nobody waits for them; empty if there are none
 * @param timersDue whether timers by event time are due that have not fired yet
 */
public record NodeTime(long watermark, OptionalLong idle, boolean timersDue) {
  /** Of a pipeline without event time. */
  public static final NodeTime NONE = new NodeTime(Long.MIN_VALUE, OptionalLong.empty(), false);
}
