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
 * production, through a network in which messages can be late, lost or there twice: what cannot be
 * done because a node is away is done when time goes on, for which {@link PipelineTest#endRound}
 * and questions about objects see. For one thread.
 */
public final class Simulation {
  private static final String SIMULATED = "simulated failure";
  private static final int MOST_NODES = 5;
  private static final int LONGEST_PAUSE_MILLIS = 2000;
  private static final int LONGEST_FAULT_MILLIS = 3000;
  private static final int LATEST_MILLIS = 300;

  /** As long as nothing is later than this, and short, since until then it is counted. */
  private static final String LOST_AFTER = "1s";

  private static final int MOST_DECISIONS = 60;

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

    private World world() {
      // Its own numbers: what is late must not change what is drawn here.
      return worlds.apply(World.of(new Random(random.nextLong()), trace::add));
    }

    void run() {
      try (PipelineTest test = PipelineTest.of(played.pipeline()).nodes(nodes).in(world())) {
        test.set("potoroo.rounds.lost-after", LOST_AFTER);
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
            crash(test, oneOf(there));
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
            String node = oneOf(there);
            does(node + " leaves", test, () -> test.leave(node));
          }
        }
        case MOVE_SHARDS -> does("all shards move", test, test::moveShards);
        case PAUSE -> {
          if (!test.faults().isOneAway()) {
            pause(test, oneOf(there), upTo(LONGEST_FAULT_MILLIS));
          }
        }
        case PARTITION -> {
          if (there.size() > 1 && !test.faults().isOneAway()) {
            Duration forAWhile = upTo(LONGEST_FAULT_MILLIS);
            String node = oneOf(there);
            trace.add(node + " is cut off for " + forAWhile.toMillis() + " ms");
            test.faults().partition(node, forAWhile);
          }
        }
        case DELAY -> {
          Duration forAWhile = upTo(LONGEST_FAULT_MILLIS);
          int latest = 1 + random.nextInt(LATEST_MILLIS);
          String node = oneOf(there);
          trace.add(
              "what "
                  + node
                  + " sends and gets is up to "
                  + latest
                  + " ms late, for "
                  + forAWhile.toMillis()
                  + " ms");
          test.faults().delay(node, forAWhile, latest);
        }
        case DUPLICATE_DELIVERY -> {
          Duration forAWhile = upTo(LONGEST_FAULT_MILLIS);
          trace.add("some is said twice, for " + forAWhile.toMillis() + " ms");
          test.faults().repeat(forAWhile);
        }
        case LOSE_RECORDS -> {
          trace.add("the next records between two nodes will be lost");
          test.faults().loseNext();
        }
        case STORE_REFUSES -> {
          trace.add("the store will refuse the next commit");
          test.refuseNextCommit(SIMULATED);
        }
        case SINK_FAILS -> {
          List<String> sinks = test.sinks();
          if (!sinks.isEmpty()) {
            String sink = oneOf(sinks);
            trace.add("the next write to sink [" + sink + "] will fail");
            test.failNextWrite(sink, new IOException(SIMULATED));
          }
        }
      }
    }

    private void crash(PipelineTest test, String node) {
      if (random.nextBoolean()) {
        does(node + " crashes", test, () -> test.crash(node));
      } else {
        int decisions = 1 + random.nextInt(MOST_DECISIONS);
        trace.add(node + " crashes before it does what it decides, in " + decisions + " decisions");
        test.faults().crashSoon(node, decisions);
      }
    }

    private void pause(PipelineTest test, String node, Duration forAWhile) {
      String what = node + " stands still for " + forAWhile.toMillis() + " ms";
      if (random.nextBoolean()) {
        trace.add(what);
        test.faults().pause(node, forAWhile);
      } else {
        int decisions = 1 + random.nextInt(MOST_DECISIONS);
        trace.add(what + " before it does what it decides, in " + decisions + " decisions");
        test.faults().pauseSoon(node, decisions, forAWhile);
      }
    }

    private <T> T oneOf(List<T> things) {
      return things.get(random.nextInt(things.size()));
    }

    private Duration upTo(int millis) {
      return Duration.ofMillis(1 + random.nextInt(millis));
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
