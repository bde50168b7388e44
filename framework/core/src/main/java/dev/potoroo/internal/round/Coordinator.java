package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides for all nodes of a pipeline: who does what, when records flow and when they pause, what
 * is committed, what is undone, and how it ends. An event comes in, effects go out; no actors, no
 * clock, no I/O. For one thread.
 *
 * <p>A generation begins with a cut before anything flows, so that every sink has a mark to go back
 * to. Then {@link Rounds} follow each other: records flow, sources pause, counters tell that
 * nothing is in flight, nodes capture what has changed, records flow again while that is written,
 * and the commit makes the round durable. The next pause waits for the commit. What breaks a round
 * ends the generation: the next one begins with the last commit.
 */
public final class Coordinator {
  private enum Phase {
    /** Nodes are waited for. */
    GATHERING,
    /** The store begins a generation. */
    TAKING_OVER,
    /** A generation has its rounds. */
    RUNNING,
    /** This coordinator's node leaves: the next coordinator goes on. */
    HANDING_OVER,
    /** The run is over. */
    COMPLETE,
    /** Another coordinator has taken over. */
    REPLACED
  }

  private final Rules rules;
  private final Members members = new Members();
  private final Watch watch = new Watch();
  private final RoundTimes times = new RoundTimes();
  private final Movements movements = new Movements();
  private final Rollbacks rollbacks;
  private Phase phase = Phase.GATHERING;
  private Rounds rounds;
  private Assignment assignment = new Assignment(List.of(), List.of());
  private Set<String> newcomers = Set.of();
  private String reason = "start";
  private String change = "";
  private Optional<String> hereLeaves = Optional.empty();
  private boolean stopping;
  private Optional<Completion> completion = Optional.empty();

  /** Begins. */
  public Coordinator(Rules rules) {
    this.rules = rules;
    rollbacks = new Rollbacks(rules);
    // Generation 0 has no nodes and never begins.
    rounds = rounds(0, true, Optional.empty());
  }

  private Rounds rounds(long generation, boolean placed, Optional<RoundCommit> last) {
    return new Rounds(rules, watch, times, generation, assignment, newcomers, placed, last);
  }

  /** Says what time it is, in nanoseconds that only grow; before each other event. */
  public void clock(long nanos) {
    watch.clock(nanos);
  }

  // ---- nodes come and go

  /**
   * A node wants to take part; said again and again.
   *
   * @param incarnation tells this process from others at the same address
   * @param known the assignment that it has, if it is in a generation already: an earlier
   *     coordinator is gone then, and this one goes on
   */
  public List<Effect> register(
      String address,
      long incarnation,
      int lanes,
      String itsFingerprint,
      Optional<Assignment> known) {
    if (!itsFingerprint.equals(rules.fingerprint())) {
      return List.of(refuse(address, itsFingerprint));
    }
    if (phase == Phase.REPLACED) {
      return List.of();
    }
    Optional<Effect.Release> released = members.departed(address, incarnation);
    // It was released before an earlier coordinator's generation was known, which it has entered.
    boolean tooSoon = known.isPresent() && released.filter(r -> r.generation() == 0).isPresent();
    if (released.isPresent() && !tooSoon && phase != Phase.COMPLETE) {
      return List.of(released.get());
    }
    Members.Arrival arrival = members.add(address, incarnation, lanes);
    if (tooSoon) {
      members.leaves(address);
    }
    if (phase == Phase.COMPLETE) {
      return tooLate(address, arrival);
    }
    if (phase == Phase.GATHERING) {
      if (!members.haveBegun() && known.isPresent()) {
        members.before(known.get());
        reason = "a new coordinator";
      }
      return beginIfGathered();
    }
    return phase == Phase.RUNNING ? arrived(address, arrival, known.isPresent()) : List.of();
  }

  private Effect refuse(String address, String itsFingerprint) {
    String reason =
        "it runs [" + itsFingerprint + "], but the cluster runs [" + rules.fingerprint() + "]";
    return new Effect.Refuse(address, reason);
  }

  private List<Effect> arrived(String address, Members.Arrival arrival, boolean hasHeard) {
    return switch (arrival) {
      case REPLACED ->
          rounds.has(address)
              ? rollBack("node [" + address + "] was replaced by a new process")
              : List.of();
      case NEW -> closeFor("node [" + address + "] has joined");
      case KNOWN -> hasHeard ? List.of() : rounds.assignAgain();
    };
  }

  /**
   * A node comes when the run is over. One that was in the last generation has not heard. Another
   * one may have output from before that has to be taken back or shown: it gets a generation of its
   * own, in which nothing flows.
   */
  private List<Effect> tooLate(String address, Members.Arrival arrival) {
    boolean tookPart = arrival == Members.Arrival.KNOWN && rounds.has(address);
    boolean failed = completion.filter(c -> c.kind() == Completion.Kind.FAILED).isPresent();
    if (tookPart || failed) {
      return over(rounds.generation());
    }
    if (!rules.durable()) {
      return over(0);
    }
    members.only(address);
    return takeOver();
  }

  private List<Effect> closeFor(String why) {
    change = change.isEmpty() ? why : change + ", " + why;
    return phase == Phase.RUNNING ? andThen(rounds.close()) : List.of();
  }

  /**
   * A node was asked to leave: the others go on without it from the end of the round. If none would
   * be left, or its objects are kept nowhere else, the run stops.
   *
   * @param here whether it is the coordinator's own node: the next coordinator begins then
   */
  public List<Effect> leave(String address, boolean here) {
    if (!rules.durable() || phase == Phase.COMPLETE) {
      return stop();
    }
    boolean isNews = members.leaves(address);
    // A new coordinator does not know of all nodes before they have gathered.
    boolean mayBeOthers = phase == Phase.GATHERING && members.haveBegun();
    if (!members.someStay() && !mayBeOthers) {
      return stop();
    }
    if (!isNews) {
      return List.of();
    }
    if (here) {
      hereLeaves = Optional.of(address);
    }
    if (phase == Phase.GATHERING && !members.haveBegun()) {
      return List.of(members.depart(new Effect.Release(address, 0, 0)));
    }
    return closeFor("node [" + address + "] leaves");
  }

  /** People want the shards spread evenly. */
  public List<Effect> rebalance() {
    boolean canMove = phase == Phase.RUNNING && rules.durable();
    return canMove ? closeFor("a rebalance was asked for") : List.of();
  }

  /** Which addresses are members of the cluster. */
  public List<Effect> membersUp(Set<String> addresses) {
    members.up(addresses);
    return phase == Phase.GATHERING ? beginIfGathered() : List.of();
  }

  /**
   * Which addresses are in the cluster in whatever way. A node that has registered and is not is
   * lost: what it said last may have come after the news that it is gone, and nobody would say that
   * again.
   */
  public List<Effect> membersPresent(Set<String> addresses) {
    List<Effect> effects = new ArrayList<>();
    for (String address : members.registered()) {
      if (!addresses.contains(address)) {
        effects.addAll(memberLost(address));
      }
    }
    return effects;
  }

  /** A node is no longer a member of the cluster. */
  public List<Effect> memberLost(String address) {
    boolean tookPart = members.remove(address) && rounds.has(address);
    // Without a store the nodes themselves end the run: they know what was lost.
    return tookPart && rules.durable() && phase == Phase.RUNNING
        ? rollBack("node [" + address + "] is gone or cannot be reached")
        : List.of();
  }

  // ---- a generation begins

  private List<Effect> beginIfGathered() {
    return members.haveGathered(rules.members()) ? takeOver() : List.of();
  }

  private List<Effect> takeOver() {
    if (!rules.durable()) {
      return begin(rounds.generation() + 1, Optional.empty());
    }
    enter(Phase.TAKING_OVER);
    return List.of(new Effect.TakeOver());
  }

  /** The store has begun a generation. */
  public List<Effect> tookOver(long newGeneration, Optional<RoundCommit> lastCommit) {
    if (phase != Phase.TAKING_OVER) {
      return List.of();
    }
    if (members.isEmpty()) {
      enter(Phase.GATHERING);
      return List.of();
    }
    return begin(newGeneration, lastCommit);
  }

  private List<Effect> begin(long newGeneration, Optional<RoundCommit> lastCommit) {
    phase = Phase.RUNNING;
    Optional<Assignment> before = members.before();
    assignment = members.assign(rules.shards(), rules.durable());
    newcomers = before.map(assignment::addedSince).orElse(Set.of());
    movements.begins(
        newGeneration,
        reason,
        assignment.nodes().size(),
        before.map(assignment::movedSince).orElse(0));
    // Even if none moves now: an earlier move may not have come to its end.
    rounds = rounds(newGeneration, before.isEmpty() || !rules.durable(), lastCommit);
    if (members.leaving().isEmpty()) {
      change = "";
    }
    stopping |= !members.someStay();
    if (stopping || completion.isPresent() || !members.leaving().isEmpty()) {
      rounds.close();
    }
    return rounds.assignAgain();
  }

  // ---- a generation has its rounds

  /** A node has opened its connectors for a generation. */
  public List<Effect> ready(String address, long ofGeneration) {
    return isRunning(ofGeneration) ? andThen(rounds.ready(address)) : ifNewer(ofGeneration);
  }

  /** All shards are where the generation's assignment has them. */
  public List<Effect> inPlace(long ofGeneration) {
    return isRunning(ofGeneration) ? andThen(rounds.inPlace()) : List.of();
  }

  /** All readers of a node have ended. */
  public List<Effect> sourcesEnded(String address, long ofGeneration) {
    return isRunning(ofGeneration) ? andThen(rounds.sourcesEnded(address)) : ifNewer(ofGeneration);
  }

  /** A node has more objects in memory than it should. */
  public List<Effect> cutWanted(long ofGeneration) {
    return isRunning(ofGeneration) ? andThen(rounds.cutWanted()) : ifNewer(ofGeneration);
  }

  /** A node's counters, for a wave of questions. */
  public List<Effect> report(String address, long ofGeneration, long wave, Report report) {
    return isRunning(ofGeneration)
        ? andThen(rounds.report(address, wave, report))
        : ifNewer(ofGeneration);
  }

  /** A node has captured a round's changes; nothing that flows from now on can get among them. */
  public List<Effect> captured(String address, long ofGeneration, long ofRound) {
    return isRunning(ofGeneration)
        ? andThen(rounds.captured(address, ofRound))
        : ifNewer(ofGeneration);
  }

  /** A node has made its part of a round durable. */
  public List<Effect> prepared(String address, long ofGeneration, long ofRound, Prepared what) {
    return isRunning(ofGeneration)
        ? andThen(rounds.prepared(address, ofRound, what))
        : ifNewer(ofGeneration);
  }

  /** The store has committed a round. */
  public List<Effect> committed(RoundCommit commit) {
    if (!isRunning(commit.generation())) {
      return List.of();
    }
    List<Effect> effects = rounds.committed(commit);
    if (!effects.isEmpty() && rounds.hasProgressed()) {
      rollbacks.none();
    }
    return andThen(effects);
  }

  /**
   * A node is in a generation that is not the one that runs. If it is newer, another coordinator
   * has begun it, which nobody may tell this one: it may have nothing more to do that the store
   * refuses.
   */
  private List<Effect> ifNewer(long ofGeneration) {
    boolean goesOn = phase == Phase.RUNNING || phase == Phase.HANDING_OVER;
    return rules.durable() && goesOn && ofGeneration > rounds.generation()
        ? replaced(
            "generation [" + ofGeneration + "] has begun after [" + rounds.generation() + "]")
        : List.of();
  }

  private boolean isRunning(long ofGeneration) {
    return phase == Phase.RUNNING && ofGeneration == rounds.generation();
  }

  /** If nothing flows any more in this generation, something else is to come. */
  private List<Effect> andThen(List<Effect> effects) {
    if (effects.stream().anyMatch(Effect.Flow.class::isInstance)) {
      movements.flows(watch.now());
      newcomers = Set.of();
    }
    if (!rounds.isOver()) {
      return effects;
    }
    movements.stopped(times.pausedAt());
    List<Effect> all = new ArrayList<>(effects);
    all.addAll(afterTheLastRound());
    return all;
  }

  private List<Effect> afterTheLastRound() {
    if (completion.isPresent()) {
      return complete(completion.get());
    }
    if (stopping) {
      return complete(Completion.of(Completion.Kind.STOPPED));
    }
    if (rounds.allEnded()) {
      return complete(Completion.of(Completion.Kind.ENDED));
    }
    reason = change;
    change = "";
    List<Effect> effects = new ArrayList<>();
    for (String address : members.leaving()) {
      // One that is not in the generation may have something to take back, and gets the next one.
      if (rounds.has(address)) {
        effects.add(
            members.depart(new Effect.Release(address, rounds.generation(), rounds.committed())));
      }
    }
    if (hereLeaves.filter(rounds::has).isPresent()) {
      enter(Phase.HANDING_OVER);
      return effects;
    }
    effects.addAll(takeOver());
    return effects;
  }

  // ---- how it ends, and what goes wrong

  /** The run is to stop, on all nodes. */
  private List<Effect> stop() {
    if (phase == Phase.COMPLETE) {
      return over(rounds.generation());
    }
    stopping = true;
    if (phase == Phase.GATHERING && !members.haveBegun()) {
      return complete(Completion.of(Completion.Kind.STOPPED));
    }
    return phase == Phase.RUNNING ? andThen(rounds.close()) : List.of();
  }

  /** Something has broken a generation that its node cannot mend. */
  public List<Effect> broken(String address, long ofGeneration, String why) {
    return isRunning(ofGeneration) && rounds.has(address)
        ? rollBack(why + ", on node [" + address + "]")
        : List.of();
  }

  private List<Effect> rollBack(String why) {
    if (!rollbacks.mayBeMore()) {
      return complete(rollbacks.cannotGoOn(why));
    }
    rollbacks.oneMore();
    movements.stopped(watch.now());
    reason = why;
    List<Effect> effects =
        new ArrayList<>(List.of(new Effect.RolledBack(rounds.generation(), why)));
    effects.addAll(takeOver());
    return effects;
  }

  /**
   * The store has refused something that was done for a generation, here or on a node, because a
   * newer one has begun. If this coordinator knows of none, another one has begun it.
   */
  public List<Effect> fenced(long ofGeneration, String message) {
    if (!isRunning(ofGeneration)) {
      return List.of();
    }
    return replaced(message);
  }

  private List<Effect> replaced(String message) {
    enter(Phase.REPLACED);
    return List.of(new Effect.Replaced(new Completion(Completion.Kind.FAILED, "FENCED", message)));
  }

  /**
   * Something failed on a node for good. Once there is a generation, a node that has no part in it
   * cannot end the run, nor one that has just come and cannot enter.
   */
  public List<Effect> failed(String address, String code, String message) {
    if (phase == Phase.RUNNING && newcomers.contains(address)) {
      members.remove(address);
      return rollBack("node [" + address + "] could not join: " + message);
    }
    boolean stranger = rounds.generation() > 0 && !rounds.has(address);
    return phase == Phase.COMPLETE || phase == Phase.REPLACED || stranger
        ? List.of()
        : complete(new Completion(Completion.Kind.FAILED, code, message));
  }

  private List<Effect> complete(Completion how) {
    enter(Phase.COMPLETE);
    completion = Optional.of(how);
    return over(rounds.generation());
  }

  private List<Effect> over(long ofGeneration) {
    return List.of(new Effect.Complete(completion.orElseThrow(), ofGeneration, rounds.committed()));
  }

  // ---- time passes

  /** Time has passed: a round may be due, a question may have been lost, something may hang. */
  public List<Effect> tick() {
    List<Effect> effects = new ArrayList<>();
    waiting()
        .flatMap(waiting -> watch.heldUp(rounds.round(), waiting, rules.warnAfter()))
        .ifPresent(effects::add);
    if (phase == Phase.RUNNING) {
      effects.addAll(
          rounds.hasLostRecords()
              ? rollBack("records were lost between nodes")
              : andThen(rounds.tick()));
    }
    return effects;
  }

  private Optional<Waiting> waiting() {
    return switch (phase) {
      case TAKING_OVER ->
          Optional.of(new Waiting("taking over", watch.waited(), List.of("the store")));
      case RUNNING -> rounds.waiting();
      case GATHERING, HANDING_OVER, COMPLETE, REPLACED -> Optional.empty();
    };
  }

  private void enter(Phase next) {
    phase = next;
    watch.restart();
  }

  /** What it is doing, for people. */
  public RoundsView view() {
    String idle =
        switch (phase) {
          case GATHERING -> "gathering";
          case TAKING_OVER, RUNNING -> "flowing";
          case HANDING_OVER -> "handing over";
          case COMPLETE, REPLACED -> "complete";
        };
    return new RoundsView(
        rules.durable(),
        waiting().map(Waiting::where).orElse(idle),
        rounds.generation(),
        reason,
        rounds.last(),
        times.latest(),
        movements.latest());
  }
}
