package dev.potoroo.internal.round.simulation;

import static dev.potoroo.internal.round.simulation.Scheduler.MILLI;

import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.round.Rules;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One run of a pipeline on one to three nodes, with everything that goes wrong in it, decided by a
 * seed. It goes on until all nodes have said that all input has been processed; before that, some
 * time after the last fault, it must come to an end.
 */
final class Simulation {
  private static final long MOST_STEPS = 400_000;
  private static final long LONGEST_AFTER_FAULTS = 60_000 * MILLI;
  private static final long START_AGAIN = 2_000 * MILLI;

  final Scheduler scheduler = new Scheduler();
  final Mutant mutant;
  final Chance chance;
  final Trace trace;
  final Figures figures;
  final List<List<InputRecord>> input;
  final LooseSink loose = new LooseSink();
  final Truth truth;
  final SimulatedStore store;
  final StoreCalls calls;
  final Network network;
  final Cluster cluster;
  final Faults faults;
  final Rules rules;
  private final long seed;
  private final Map<String, SinkFile> files = new TreeMap<>();
  private final Map<String, NodeProcess> processes = new TreeMap<>();
  private final Set<String> ended = new HashSet<>();
  private final List<String> addresses;
  private long healedAt = Long.MAX_VALUE;

  private Simulation(long seed, Mutant mutant, boolean traced, Figures figures) {
    this.seed = seed;
    this.mutant = mutant;
    this.figures = figures;
    chance = new Chance(seed);
    trace = new Trace(scheduler, traced);
    input = InputRecord.any(chance);
    addresses = List.of("a", "b", "c").subList(0, 1 + chance.below(3));
    int wanted =
        addresses.size() > 1 && chance.happens(0.3) ? addresses.size() - 1 : addresses.size();
    rules =
        new Rules(
            "simulated",
            wanted,
            Item.SHARDS,
            true,
            15 * MILLI,
            50,
            1_000 * MILLI,
            200 * MILLI,
            Integer.MAX_VALUE);
    truth = new Truth(input, files);
    store = new SimulatedStore(chance, mutant, this::committed);
    calls = new StoreCalls(this);
    network = new Network(this);
    cluster = new Cluster(this);
    faults = new Faults(this);
    addresses.forEach(
        address -> scheduler.after(chance.between(0, 40 * MILLI), () -> start(address)));
  }

  /** Runs a seed. A violation is thrown with the seed, and with what happened before it. */
  static void run(long seed, Mutant mutant, Figures figures) {
    Simulation simulation = new Simulation(seed, mutant, false, figures);
    try {
      simulation.run();
    } catch (AssertionError | RuntimeException e) {
      throw explained(seed, mutant, e);
    }
    figures.ended(simulation.scheduler.steps(), simulation.store.generation());
  }

  /** Runs it again, which gives the same, and writes down what happens. */
  private static AssertionError explained(long seed, Mutant mutant, Throwable first) {
    Simulation again = new Simulation(seed, mutant, true, new Figures());
    try {
      again.run();
      return new AssertionError("seed " + seed + " fails, but not always", first);
    } catch (AssertionError | RuntimeException second) {
      return new AssertionError(
          again.trace + "\n\nseed " + seed + ", mutant " + mutant + ": " + second.getMessage(),
          second);
    }
  }

  private void run() {
    while (ended.size() < addresses.size()) {
      boolean goesOn = scheduler.step();
      long sinceHealed = healedAt == Long.MAX_VALUE ? 0 : scheduler.now() - healedAt;
      Violation.unless(
          goesOn && scheduler.steps() < MOST_STEPS && sinceHealed < LONGEST_AFTER_FAULTS,
          "it does not come to an end: "
              + scheduler.steps()
              + " steps, "
              + sinceHealed / MILLI
              + " ms since the last fault");
    }
    truth.ended(loose);
  }

  private void committed(dev.potoroo.store.RoundCommit commit) {
    figures.committed();
    truth.committed(commit, store);
  }

  /** What the transactional sink of a node writes to. */
  SinkFile file(String address) {
    return files.computeIfAbsent(address, SinkFile::new);
  }

  private void start(String address) {
    NodeProcess before = processes.get(address);
    if (before != null && before.isAlive()) {
      return;
    }
    ended.remove(address);
    long incarnation = before == null ? 1 : before.incarnation() + 1;
    NodeProcess process = new NodeProcess(this, address, incarnation);
    processes.put(address, process);
    trace.add(process, "starts");
    scheduler.after(chance.between(0, 100 * MILLI), () -> cluster.joins(process));
  }

  /** A process that has died is started again after a while. */
  void restart(String address) {
    scheduler.after(chance.between(5 * MILLI, 500 * MILLI), () -> start(address));
  }

  /** A process has ended by itself. */
  void ended(NodeProcess process, Completion completion) {
    scheduler.after(chance.between(0, 50 * MILLI), () -> cluster.loses(process));
    switch (completion.kind()) {
      case FAILED -> throw new Violation(process + " has failed: " + completion);
      case STOPPED -> restart(process.address());
      case ENDED -> {
        ended.add(process.address());
        // Others may have missed the end, and wait for this one.
        scheduler.after(START_AGAIN, () -> start(process.address()));
      }
    }
  }

  /** Nothing goes wrong from now on. */
  void heal() {
    trace.add("FAULTS", "end");
    healedAt = scheduler.now();
    network.heal();
    calls.heal();
  }
}
