package dev.potoroo.internal.round;

import java.util.List;

/**
 * What one node has counted in a generation.
 *
 * @param emitted records emitted
 * @param settled records processed to their end
 * @param retrying keys whose records are held back and will be handled without anybody's help
 * @param paused whether nothing comes in any more: readers have paused, and held records stay held
 * @param waitingFor what its records wait for, for people; empty if it has nothing to do
 * @param time how far event time has come
 * @param referencesDue whether values of reference data are committed and not in force yet
 * @param loading whether reference data is left to be read that was there at the beginning
 */
public record Report(
    long emitted,
    long settled,
    long retrying,
    boolean paused,
    List<String> waitingFor,
    NodeTime time,
    boolean referencesDue,
    boolean loading) {

  /** A report of a pipeline without event time and reference data. */
  public Report(
      long emitted, long settled, long retrying, boolean paused, List<String> waitingFor) {
    this(emitted, settled, retrying, paused, waitingFor, NodeTime.NONE, false, false);
  }
}
