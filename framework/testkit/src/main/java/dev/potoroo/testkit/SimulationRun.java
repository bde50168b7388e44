package dev.potoroo.testkit;

import dev.potoroo.PotorooException;
import dev.potoroo.testkit.Simulation.Fault;
import dev.potoroo.testkit.Simulation.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** One run of a {@link Simulation}: all that happens in it is drawn from its seed. */
final class SimulationRun {
  private static final String SIMULATED = "simulated failure";
  private static final int MOST_NODES = 5;
  private static final int LONGEST_PAUSE_MILLIS = 2000;
  private static final int LONGEST_FAULT_MILLIS = 3000;
  private static final int LATEST_MILLIS = 300;

  /** As long as nothing is later than this, and short, since until then it is counted. */
  private static final String LOST_AFTER = "1s";

  private static final int MOST_DECISIONS = 60;

  private final Setup setup;
  private final Scenario played;
  private final List<String> trace = new ArrayList<>();
  private final Random random;
  private int inputs;

  /**
   * What all runs of a simulation have in common.
   *
   * @param partitions how many, for sources that have not just one
   * @param faults what may be drawn
   * @param nodes on how many it begins
   * @param steps how many it has
   * @param worlds in which it is
   */
  record Setup(
      Map<String, Integer> partitions,
      List<Fault> faults,
      int nodes,
      int steps,
      UnaryOperator<World> worlds) {}

  SimulationRun(Setup setup, Scenario played, long seed) {
    this.setup = setup;
    this.played = played;
    random = new Random(seed);
  }

  /** What has happened so far. */
  List<String> trace() {
    return List.copyOf(trace);
  }

  private World world() {
    // Its own numbers: what is late must not change what is drawn here.
    return setup.worlds().apply(World.of(new Random(random.nextLong()), trace::add));
  }

  /**
   * Runs it.
   *
   * @throws RuntimeException or an {@link AssertionError}, if it goes wrong
   */
  void run() {
    try (PipelineTest test = PipelineTest.of(played.pipeline()).nodes(setup.nodes()).in(world())) {
      test.set("potoroo.rounds.lost-after", LOST_AFTER);
      setup.partitions().forEach(test::partitions);
      for (int i = 0; i < setup.steps(); i++) {
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
      if (!setup.faults().isEmpty()) {
        fault(test, oneOf(setup.faults()));
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
