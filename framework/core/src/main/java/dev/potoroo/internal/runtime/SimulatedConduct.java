package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Action;
import dev.potoroo.internal.round.Report;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * How the nodes of a {@link SimulatedRun} follow what their participants decide: rightly, unless a
 * test of the simulation has them do something else, to see that it is found out.
 */
public interface SimulatedConduct {
  /** All is done as it was decided. */
  SimulatedConduct RIGHT = new SimulatedConduct() {};

  /**
   * Does something.
   *
   * @param does does it as it was decided, also something else or several things
   * @param later has something done when time has gone on, if the node still lives then
   */
  default void carryOut(
      Action action, Consumer<Action> does, BiConsumer<Duration, Runnable> later) {
    does.accept(action);
  }

  /** What a node says that it has counted. */
  default Report counted(Report right) {
    return right;
  }
}
