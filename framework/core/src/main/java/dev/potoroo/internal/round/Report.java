package dev.potoroo.internal.round;

import java.util.List;

/**
 * What one node has counted in a generation.
 *
 * @param emitted records emitted
 * @param settled records processed to their end
 * @param paused whether its readers have paused
 * @param waitingFor what its records wait for, for people; empty if it has nothing to do
 * @param time how far event time has come
 */
public record Report(
    long emitted, long settled, boolean paused, List<String> waitingFor, NodeTime time) {

  /** A report of a pipeline without event time. */
  public Report(long emitted, long settled, boolean paused, List<String> waitingFor) {
    this(emitted, settled, paused, waitingFor, NodeTime.NONE);
  }
}
