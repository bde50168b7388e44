package dev.potoroo.internal.round;

import java.util.List;

/**
 * What one node has counted in a generation.
 *
 * @param emitted records emitted
 * @param settled records processed to their end
 * @param retrying keys whose records are held back and will be handled without anybody's help
 * @param paused whether nothing comes in any more: readers have paused, and held records stay held
 * @param busy whether something is being done with records here. Those that were sent to another
 *     node and that it has not taken are not: they may have been lost
 * @param waitingFor what its records wait for, for people
 * @param time how far event time has come
 * @param referencesDue whether values of reference data are committed and not in force yet
 * @param loading whether reference data is left to be read that was there at the beginning
 */
public record Report(
    long emitted,
    long settled,
    long retrying,
    boolean paused,
    boolean busy,
    List<String> waitingFor,
    NodeTime time,
    boolean referencesDue,
    boolean loading) {

  /** One of a pipeline without event time and reference data, whose records wait for this node. */
  public Report(
      long emitted, long settled, long retrying, boolean paused, List<String> waitingFor) {
    this(
        emitted,
        settled,
        retrying,
        paused,
        !waitingFor.isEmpty(),
        waitingFor,
        NodeTime.NONE,
        false,
        false);
  }
}
