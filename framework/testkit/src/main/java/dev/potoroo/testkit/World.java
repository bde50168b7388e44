package dev.potoroo.testkit;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.internal.runtime.SimulatedConduct;
import dev.potoroo.store.StateStore;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What a run of a {@link Simulation} has around it.
 *
 * @param random decides what is late, and how much
 * @param trace is told what happens
 * @param conduct how nodes follow what is decided
 * @param store what the nodes have in place of the store
 * @param sinks what the nodes have in place of each sink
 */
record World(
    Random random,
    Consumer<String> trace,
    SimulatedConduct conduct,
    UnaryOperator<StateStore> store,
    UnaryOperator<SinkConnector> sinks) {

  /** One in which all is as it should be, but for the faults. */
  static World of(Random random, Consumer<String> trace) {
    return new World(
        random, trace, SimulatedConduct.RIGHT, UnaryOperator.identity(), UnaryOperator.identity());
  }

  World conduct(SimulatedConduct other) {
    return new World(random, trace, other, store, sinks);
  }

  World store(UnaryOperator<StateStore> other) {
    return new World(random, trace, conduct, other, sinks);
  }

  World sinks(UnaryOperator<SinkConnector> other) {
    return new World(random, trace, conduct, store, other);
  }
}
