package dev.potoroo.testkit;

import dev.potoroo.Pipeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Runs a pipeline many times, each time with other input and with other faults at other moments,
 * and checks that it is right whatever happens. All of that is drawn from a seed, so that a run
 * that fails can be had again.
 *
 * <pre>{@code
 * Simulation.of(CountsAreRight::new).seeds(1, 1000).nodes(3).run();
 * }</pre>
 *
 * <p>Each run is a {@link PipelineTest}, but its nodes agree by the coordinator and the protocol of
 * production, through a network in which messages can be late, lost or there twice. What cannot be
 * done because a node is away is done when time goes on: {@link PipelineTest#endRound} and
 * questions about objects let it go on until then. For one thread.
 */
public final class Simulation {
  private final Supplier<? extends Scenario> scenario;
  private final Map<String, Integer> partitions = new HashMap<>();
  private List<Fault> faults = List.of(Fault.values());
  private long firstSeed = 1;
  private long lastSeed = 100;
  private int nodes = 1;
  private int steps = 100;
  private UnaryOperator<World> worlds = UnaryOperator.identity();

  /** What a simulation can break or change. */
  public enum Fault {
    /** One node of several dies, at once or between two things that it does later. */
    CRASH,
    /** All nodes die, and are started again. */
    RESTART,
    /** The pipeline goes back to the last commit. */
    ROLL_BACK,
    /** One more node takes its share. */
    JOIN,
    /** One node of several leaves. */
    LEAVE,
    /** All shards move to other nodes: each node is replaced by another one. */
    MOVE_SHARDS,
    /**
     * A node stands still for up to three seconds, at once or between two things that it does
     * later. After one second the others go on without it; when it wakes, it goes on with what it
     * was about to do until it finds out.
     */
    PAUSE,
    /**
     * Nothing reaches a node for up to three seconds, nor the others from it; the store and its
     * sinks do. After one second the others go on without it.
     */
    PARTITION,
    /**
     * What is sent to or by a node is late for a while, by up to 0.3 seconds each. What one actor
     * sends to another keeps its order.
     */
    DELAY,
    /** What nodes and coordinator say to each other is said twice for a while, now and then. */
    DUPLICATE_DELIVERY,
    /** Records between two nodes are lost: the pipeline must go back to the last commit. */
    LOSE_RECORDS,
    /** A write to a sink fails, which ends the run; it is started again. */
    SINK_FAILS,
    /** The store refuses a commit, which ends the run; it is started again. */
    STORE_REFUSES
  }

  /** What is simulated, made anew for each run; its fields may keep what is to be expected. */
  public interface Scenario {
    /** The pipeline; the same in each run. */
    Pipeline pipeline();

    /**
     * Puts something in, with one call of a {@code put} method. What is expected of it must be
     * noted before that: the call may throw, if a sink fails, and the input counts nevertheless.
     */
    void input(PipelineTest test, Random random);

    /** Checks the result, when the input has ended, and all that follows is committed. */
    void check(PipelineTest test);
  }

  private Simulation(Supplier<? extends Scenario> scenario) {
    this.scenario = scenario;
  }

  /**
   * Describes a simulation; {@link #run} runs it. If nothing else is said: a run with each of the
   * seeds 1 to 100, of 100 steps, beginning on one node, with all faults.
   */
  public static Simulation of(Supplier<? extends Scenario> scenario) {
    return new Simulation(scenario);
  }

  /** A run for each of these seeds, both included. */
  public Simulation seeds(long first, long last) {
    if (first > last) {
      throw new IllegalArgumentException(
          "there are no seeds from [" + first + "] to [" + last + "]");
    }
    firstSeed = first;
    lastSeed = last;
    return this;
  }

  /** Each run begins on this many nodes. */
  public Simulation nodes(int count) {
    nodes = count;
    return this;
  }

  /** Each run has this many steps: input, a fault, the end of a round, or time that goes on. */
  public Simulation steps(int count) {
    steps = count;
    return this;
  }

  /** With these faults only; with none if none is given. */
  public Simulation faults(Fault... only) {
    faults = Stream.of(only).distinct().sorted().toList();
    return this;
  }

  /** A source has this many partitions. */
  public Simulation partitions(String source, int count) {
    partitions.put(source, count);
    return this;
  }

  /** Runs in other worlds: for tests of the simulation, which must find out what is wrong there. */
  Simulation in(UnaryOperator<World> others) {
    worlds = others;
    return this;
  }

  /**
   * Runs all.
   *
   * @throws AssertionError if one went wrong: with its seed, why, and what happened in it
   */
  public void run() {
    SimulationRun.Setup setup = new SimulationRun.Setup(partitions, faults, nodes, steps, worlds);
    for (long seed = firstSeed; seed <= lastSeed; seed++) {
      SimulationRun run = new SimulationRun(setup, scenario.get(), seed);
      try {
        run.run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed [%d] fails, and does so again with seeds(%d, %d): %s\nWhat happened:\n  %s"
                .formatted(seed, seed, seed, e.getMessage(), String.join("\n  ", run.trace())),
            e);
      }
    }
  }
}
