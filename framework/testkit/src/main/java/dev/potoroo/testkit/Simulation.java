package dev.potoroo.testkit;

import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
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
 * <p>Each run is a {@link PipelineTest}, with what that has and has not. For one thread.
 */
public final class Simulation {
  private static final String SIMULATED = "simulated failure";
  private static final int MOST_NODES = 5;
  private static final int LONGEST_PAUSE_MILLIS = 2000;

  private final Supplier<? extends Scenario> scenario;
  private final Map<String, Integer> partitions = new HashMap<>();
  private List<Fault> faults = List.of(Fault.values());
  private long firstSeed = 1;
  private long lastSeed = 100;
  private int nodes = 1;
  private int steps = 100;

  /** What a simulation can break or change. */
  public enum Fault {
    /** One node of several dies, the others go on. */
    CRASH,
    /** All nodes die, and are started again. */
    RESTART,
    /** The pipeline goes back to the last commit. */
    ROLL_BACK,
    /** One more node takes its share. */
    JOIN,
    /** One node of several leaves. */
    LEAVE,
    /** All shards move to other nodes. */
    MOVE_SHARDS,
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

  /**
   * Runs all.
   *
   * @throws AssertionError if one went wrong: with its seed, why, and what happened in it
   */
  public void run() {
    for (long seed = firstSeed; seed <= lastSeed; seed++) {
      Run run = new Run(seed);
      try {
        run.run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed [%d] fails, and does so again with seeds(%d, %d): %s\nWhat happened:\n  %s"
                .formatted(seed, seed, seed, e.getMessage(), String.join("\n  ", run.trace)),
            e);
      }
    }
  }

  private final class Run {
    private final List<String> trace = new ArrayList<>();
    private final Scenario played = scenario.get();
    private final Random random;
    private int inputs;

    Run(long seed) {
      random = new Random(seed);
    }

    void run() {
      try (PipelineTest test = PipelineTest.of(played.pipeline()).nodes(nodes)) {
        partitions.forEach(test::partitions);
        for (int i = 0; i < steps; i++) {
          step(test);
        }
        boolean committed = false;
        while (!committed) {
          committed = does("the input ends", test, test::endInput);
        }
        played.check(test);
      }
    }

    private void step(PipelineTest test) {
      int kind = random.nextInt(10);
      if (kind < 6) {
        does("input " + ++inputs, test, () -> played.input(test, random));
      } else if (kind < 8) {
        if (!faults.isEmpty()) {
          fault(test, faults.get(random.nextInt(faults.size())));
        }
      } else if (kind == 8) {
        does("the round ends", test, test::endRound);
      } else {
        Duration pause = Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS));
        does("time goes on by " + pause.toMillis() + " ms", test, () -> test.advance(pause));
      }
    }

    private void fault(PipelineTest test, Fault fault) {
      List<String> there = test.nodes();
      switch (fault) {
        case CRASH -> {
          if (there.size() > 1) {
            String node = there.get(random.nextInt(there.size()));
            does(node + " crashes", test, () -> test.crash(node));
          }
        }
        case RESTART -> does("all nodes crash and start again", test, test::restart);
        case ROLL_BACK -> does("back to the last commit", test, test::rollBack);
        case JOIN -> {
          if (there.size() < MOST_NODES) {
            does("a node joins", test, test::join);
          }
        }
        case LEAVE -> {
          if (there.size() > 1) {
            String node = there.get(random.nextInt(there.size()));
            does(node + " leaves", test, () -> test.leave(node));
          }
        }
        case MOVE_SHARDS -> does("all shards move", test, test::moveShards);
        case STORE_REFUSES -> {
          trace.add("the store will refuse the next commit");
          test.refuseNextCommit(SIMULATED);
        }
        case SINK_FAILS -> {
          List<String> sinks = test.sinks();
          if (!sinks.isEmpty()) {
            String sink = sinks.get(random.nextInt(sinks.size()));
            trace.add("the next write to sink [" + sink + "] will fail");
            test.failNextWrite(sink, new IOException(SIMULATED));
          }
        }
      }
    }

    /** Does something, and starts the pipeline again if a sink fails by that; false if so. */
    private boolean does(String what, PipelineTest test, Runnable action) {
      trace.add(what);
      try {
        action.run();
        return true;
      } catch (PotorooException e) {
        if (!String.valueOf(e.getMessage()).contains(SIMULATED)) {
          throw e;
        }
        does("the run has failed: all nodes start again", test, test::restart);
        return false;
      }
    }
  }
}
