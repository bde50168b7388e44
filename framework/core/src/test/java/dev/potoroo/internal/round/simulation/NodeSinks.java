package dev.potoroo.internal.round.simulation;

import static dev.potoroo.internal.round.simulation.Scheduler.MICRO;
import static dev.potoroo.internal.round.simulation.Scheduler.MILLI;

import java.util.Map;

/** The sinks of one process: each line goes to a transactional and to an at-least-once one. */
final class NodeSinks {
  private final Simulation world;
  private final NodeProcess node;
  private final SinkFile exact;
  private LooseSink.Writer loose;

  NodeSinks(NodeProcess node) {
    this.node = node;
    world = node.world();
    exact = world.file(node.address());
    loose = world.loose.new Writer();
  }

  void write(long line) {
    exact.write(line);
    loose.write(line);
  }

  /** Both note where they stand, and say so some time later, when that is durable. */
  void prepare(long generation, long round) {
    if (world.mutant == Mutant.SINK_PREPARES_TOO_LATE) {
      node.after(5 * MILLI, () -> durable(generation, round, exact.prepare(round)));
    } else if (world.mutant == Mutant.MARK_IS_SAID_BEFORE_OUTPUT_IS_DURABLE) {
      int mark = exact.prepare(round);
      node.after(10 * MICRO, () -> say(generation, round, mark));
      node.after(5 * MILLI, () -> durable(generation, round, mark));
    } else {
      int mark = exact.prepare(round);
      node.after(aWhile(), () -> durable(generation, round, mark));
    }
    LooseSink.Writer writer = loose;
    int position = writer.position();
    node.after(
        aWhile(),
        () -> {
          writer.flush(position);
          node.sinkPrepared(generation, round, Truth.LOOSE, Map.of());
        });
  }

  private long aWhile() {
    return world.chance.between(10 * MICRO, 5 * MILLI);
  }

  private void durable(long generation, long round, int mark) {
    if (node.isIn(generation)) {
      exact.durable(mark);
      say(generation, round, mark);
    }
  }

  private void say(long generation, long round, int mark) {
    if (node.isIn(generation)) {
      String there = Integer.toString(mark);
      node.sinkPrepared(generation, round, Truth.EXACT, Map.of(node.address(), there));
    }
  }

  void commit(long round) {
    exact.commit(round);
    world.truth.shown(exact);
  }

  /** Goes back to a commit, which may not know of this node. */
  void recover(Map<String, String> marks) {
    exact.recover(
        Integer.parseInt(marks.getOrDefault(node.address(), "0")),
        world.mutant != Mutant.SINK_IS_NOT_TAKEN_BACK);
    world.truth.recovered(exact);
    loose = world.loose.new Writer();
  }

  void crash() {
    exact.crash(world.chance);
  }
}
