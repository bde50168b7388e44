package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides for all nodes of a pipeline: who does what, when records flow and when they pause, what
 * is committed, what is undone, and how it ends. An event comes in, effects go out; no actors, no
 * clock, no I/O. For one thread.
 *
 * <p>A generation begins with a cut before anything flows, so that every sink has a mark to go back
 * to. Then rounds follow each other: records flow, sources pause, counters tell that nothing is in
 * flight, nodes capture what has changed, records flow again while that is written, and the commit
 * makes the round durable. The next pause waits for the commit. What breaks a round ends the
 * generation: the next one begins with the last commit.
 */
public final class Coordinator {
  private static final long ASK_AGAIN = 500_000_000;

  private enum Phase {
    /** Nodes are waited for. */
    GATHERING,
    /** The store begins a generation. */
    TAKING_OVER,
    /** Nodes enter the generation. */
    ENTERING,
    /** Records flow. */
    FLOWING,
    /** Sources pause, records in flight are processed to their end. */
    DRAINING,
    /** Nothing is in flight; nodes capture. */
    CAPTURING,
    /** Nothing is in flight, and nothing flows before the round is committed. */
    HOLDING,
    /** The run is over. */
    COMPLETE
  }

  private final Rules rules;
  private final Members members = new Members();
  private final Set<String> pending = new HashSet<>();
  private final Set<String> ended = new HashSet<>();
  private final Map<String, Report> reports = new HashMap<>();
  private final RoundTimes times = new RoundTimes();
  private Phase phase = Phase.GATHERING;
  private long now;
  private long phaseSince;
  private long warnedAt;
  private long flowingSince;
  private long generation;
  private String generationReason = "start";
  private long round;
  private long turn;
  private long captureTurn;
  private Optional<Effect> order = Optional.empty();
  private long emittedAtCut;
  private Optional<Assignment> assignment = Optional.empty();
  private Optional<RoundCommit> last = Optional.empty();
  private Counting counting = new Counting(Set.of(), 0, 0);
  private @Nullable Writing writing;
  private long writingSince;
  private boolean succeeds;
  private boolean stopping;
  private boolean nodesChanged;
  private boolean cutWanted;
  private boolean progressed;
  private int rollbacks;
  private Completion completion = Completion.of(Completion.Kind.ENDED);

  /** Begins. */
  public Coordinator(Rules rules) {
    this.rules = rules;
  }

  /** Says what time it is, in nanoseconds that only grow; before each other event. */
  public void clock(long nanos) {
    now = nanos;
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
      return List.of(
          new Effect.Refuse(
              address,
              "it runs ["
                  + itsFingerprint
                  + "], but the cluster runs ["
                  + rules.fingerprint()
                  + "]"));
    }
    if (phase == Phase.COMPLETE) {
      return List.of(over());
    }
    Members.Arrival arrival = members.add(address, incarnation, lanes);
    if (phase == Phase.GATHERING) {
      if (known.isPresent() && assignment.isEmpty()) {
        assignment = known;
        succeeds = true;
      }
      return beginIfGathered();
    }
    if (arrival == Members.Arrival.REPLACED && inGeneration(address)) {
      return rollBack("node [" + address + "] was replaced by a new process");
    }
    if (arrival == Members.Arrival.NEW) {
      nodesChanged = phase != Phase.TAKING_OVER || nodesChanged;
      return closeIfDue();
    }
    boolean hasNotHeard = known.isEmpty() && phase != Phase.TAKING_OVER && inGeneration(address);
    return hasNotHeard ? List.of(assign()) : List.of();
  }

  /** Which addresses are members of the cluster. */
  public List<Effect> membersUp(Set<String> addresses) {
    members.up(addresses);
    return phase == Phase.GATHERING ? beginIfGathered() : List.of();
  }

  /** A node is no longer a member of the cluster. */
  public List<Effect> memberLost(String address) {
    boolean tookPart = inGeneration(address);
    if (!members.remove(address) || !rules.durable()) {
      // Without a store the nodes themselves end the run: they know what was lost.
      return List.of();
    }
    boolean inTheMiddle =
        phase != Phase.GATHERING && phase != Phase.TAKING_OVER && phase != Phase.COMPLETE;
    return inTheMiddle && tookPart
        ? rollBack("node [" + address + "] is gone or cannot be reached")
        : List.of();
  }

  private boolean inGeneration(String address) {
    return assignment.isPresent() && assignment.get().indexOf(address) >= 0;
  }

  private List<Effect> beginIfGathered() {
    boolean enough = succeeds ? members.complete() : members.size() >= rules.members();
    if (!enough) {
      return List.of();
    }
    if (succeeds) {
      generationReason = "a new coordinator";
    }
    return takeOver();
  }

  // ---- a generation begins

  private List<Effect> takeOver() {
    writing = null;
    if (!rules.durable()) {
      return begin(generation + 1, Optional.empty());
    }
    enter(Phase.TAKING_OVER);
    return List.of(new Effect.TakeOver());
  }

  /** The store has begun a generation. */
  public List<Effect> tookOver(long newGeneration, Optional<RoundCommit> lastCommit) {
    return phase == Phase.TAKING_OVER ? begin(newGeneration, lastCommit) : List.of();
  }

  private List<Effect> begin(long newGeneration, Optional<RoundCommit> lastCommit) {
    generation = newGeneration;
    last = lastCommit;
    round = lastCommit.map(RoundCommit::round).orElse(0L);
    List<Assignment.NodeSpec> nodes = members.nodes();
    assignment =
        Optional.of(
            assignment
                .map(before -> before.on(nodes))
                .orElseGet(() -> Assignment.first(nodes, rules.shards())));
    nodesChanged = false;
    turn = 0;
    emittedAtCut = 0;
    ended.clear();
    waitForAll();
    enter(Phase.ENTERING);
    return List.of(assign());
  }

  private Effect assign() {
    return order(new Effect.Assign(generation, assignment.orElseThrow(), last));
  }

  /** Remembers what all nodes were told last, to tell it again if someone has not heard. */
  private Effect order(Effect effect) {
    order = Optional.of(effect);
    return effect;
  }

  /** A node has opened its connectors for a generation. */
  public List<Effect> ready(String address, long ofGeneration) {
    if (phase != Phase.ENTERING || !isLastOf(address, ofGeneration)) {
      return List.of();
    }
    if (stopping) {
      return complete(Completion.of(Completion.Kind.STOPPED));
    }
    if (!rules.durable()) {
      return flow();
    }
    // Nothing has flowed: this round commits that the generation has begun, and the sinks' marks.
    progressed = false;
    round++;
    return capture();
  }

  private List<Effect> flow() {
    round++;
    return resume();
  }

  private List<Effect> resume() {
    flowingSince = now;
    cutWanted = false;
    times.flowed(now);
    enter(Phase.FLOWING);
    List<Effect> effects =
        new ArrayList<>(List.of(order(new Effect.Flow(generation, round, ++turn))));
    effects.addAll(closeIfDue());
    return effects;
  }

  // ---- a round ends

  /** All readers of a node have ended. */
  public List<Effect> sourcesEnded(String address, long ofGeneration) {
    if (ofGeneration != generation || !inGeneration(address)) {
      return List.of();
    }
    ended.add(address);
    return closeIfDue();
  }

  /** A node was asked to stop: in this version the nodes of a run end together. */
  public List<Effect> stopRequested() {
    if (phase == Phase.COMPLETE) {
      return List.of(over());
    }
    stopping = true;
    return phase == Phase.GATHERING
        ? complete(Completion.of(Completion.Kind.STOPPED))
        : closeIfDue();
  }

  /** A node has more objects in memory than it should. */
  public List<Effect> cutWanted(long ofGeneration) {
    cutWanted |= rules.durable() && ofGeneration == generation;
    return closeIfDue();
  }

  private List<Effect> closeIfDue() {
    boolean due =
        stopping || nodesChanged || cutWanted || allEnded() || rules.durable() && intervalIsOver();
    if (phase != Phase.FLOWING || !due || writing != null) {
      return List.of();
    }
    counting = new Counting(nodes(), counting.wave() + 1, now);
    reports.clear();
    times.paused(now);
    enter(Phase.DRAINING);
    return List.of(order(new Effect.Pause(generation, round, ++turn)), ask());
  }

  private boolean intervalIsOver() {
    return now - flowingSince >= rules.interval();
  }

  private boolean allEnded() {
    return !ended.isEmpty() && ended.containsAll(nodes());
  }

  private Effect ask() {
    return new Effect.AskReports(generation, counting.wave());
  }

  /** A node's counters, for a wave of questions. */
  public List<Effect> report(String address, long ofGeneration, long wave, Report report) {
    if (phase != Phase.DRAINING || ofGeneration != generation) {
      return List.of();
    }
    reports.put(address, report);
    return switch (counting.report(address, wave, report, now)) {
      case INCOMPLETE -> List.of();
      case MOVING -> List.of(ask());
      case STILL -> drained();
    };
  }

  private List<Effect> drained() {
    times.drained(now);
    boolean changed = counting.emitted() != emittedAtCut;
    emittedAtCut = counting.emitted();
    if (changed && rules.durable()) {
      progressed = true;
      return capture();
    }
    return holds() ? afterTheCut() : resume();
  }

  private List<Effect> capture() {
    writing = new Writing(round, nodes(), last);
    writingSince = now;
    waitForAll();
    enter(Phase.CAPTURING);
    captureTurn = ++turn;
    return List.of(order(new Effect.Capture(generation, round, captureTurn)));
  }

  /** A node has captured a round's changes; nothing that flows from now on can get among them. */
  public List<Effect> captured(String address, long ofGeneration, long ofRound) {
    boolean wanted = phase == Phase.CAPTURING && ofRound == round;
    if (!wanted || !isLastOf(address, ofGeneration)) {
      return List.of();
    }
    if (holds() || !progressed) {
      enter(Phase.HOLDING);
      return writing == null ? afterTheCut() : List.of();
    }
    return flow();
  }

  /** Whether nothing may flow before the round is committed. */
  private boolean holds() {
    return stopping || nodesChanged || allEnded();
  }

  /** A node has made its part of a round durable. */
  public List<Effect> prepared(String address, long ofGeneration, long ofRound, Prepared what) {
    Writing current = writing;
    if (current == null || ofGeneration != generation || ofRound != current.round()) {
      return List.of();
    }
    if (!current.prepared(address, what)) {
      return List.of();
    }
    writingSince = now;
    times.committing(now);
    return List.of(current.commit(generation));
  }

  /** The store has committed a round. */
  public List<Effect> committed(RoundCommit commit) {
    Writing current = writing;
    if (current == null || commit.generation() != generation || commit.round() != current.round()) {
      return List.of();
    }
    last = Optional.of(commit);
    times.committed(current, now);
    writing = null;
    if (progressed) {
      rollbacks = 0;
    }
    List<Effect> effects = new ArrayList<>();
    effects.add(new Effect.Committed(generation, commit.round()));
    effects.addAll(phase == Phase.HOLDING ? afterTheCut() : closeIfDue());
    return effects;
  }

  /** Everything is committed and nothing flows. */
  private List<Effect> afterTheCut() {
    if (stopping) {
      return complete(Completion.of(Completion.Kind.STOPPED));
    }
    if (allEnded()) {
      return complete(Completion.of(Completion.Kind.ENDED));
    }
    if (nodesChanged) {
      generationReason = "a node has joined";
      return takeOver();
    }
    return flow();
  }

  // ---- what goes wrong

  /** Something has broken a generation that its node cannot mend. */
  public List<Effect> broken(String address, long ofGeneration, String reason) {
    boolean current =
        ofGeneration == generation && phase != Phase.TAKING_OVER && phase != Phase.COMPLETE;
    return current && inGeneration(address)
        ? rollBack(reason + ", on node [" + address + "]")
        : List.of();
  }

  private List<Effect> rollBack(String reason) {
    if (!rules.durable() || rollbacks >= rules.maxRollbacks()) {
      return complete(
          new Completion(
              Completion.Kind.FAILED,
              rules.durable() ? "NO_PROGRESS" : "INTERNAL",
              "The pipeline cannot go on: "
                  + reason
                  + (rules.durable()
                      ? ". It went back to the last commit " + rollbacks + " times in a row."
                      : ". There is no store to go back to.")));
    }
    rollbacks++;
    generationReason = reason;
    List<Effect> effects = new ArrayList<>(List.of(new Effect.RolledBack(generation, reason)));
    effects.addAll(takeOver());
    return effects;
  }

  /** The store says that a newer generation has begun: this coordinator has been replaced. */
  public List<Effect> fenced(String message) {
    return phase == Phase.COMPLETE
        ? List.of()
        : complete(new Completion(Completion.Kind.FAILED, "FENCED", message));
  }

  /**
   * Something failed on a node for good. Once records flow, a node that has no part in the run
   * cannot end it.
   */
  public List<Effect> failed(String address, String code, String message) {
    boolean stranger = phase != Phase.GATHERING && !inGeneration(address);
    return phase == Phase.COMPLETE || stranger
        ? List.of()
        : complete(new Completion(Completion.Kind.FAILED, code, message));
  }

  private List<Effect> complete(Completion how) {
    enter(Phase.COMPLETE);
    completion = how;
    return List.of(over());
  }

  private Effect over() {
    return new Effect.Complete(completion, generation, last.map(RoundCommit::round).orElse(0L));
  }

  /** Time has passed: a round may be due, a question may have been lost, something may hang. */
  public List<Effect> tick() {
    List<Effect> effects = new ArrayList<>(heldUp());
    if (now - phaseSince >= ASK_AGAIN) {
      effects.addAll(askAgain());
    }
    if (phase == Phase.DRAINING) {
      if (rules.durable() && counting.lostFor(reports, now) >= rules.lostAfter()) {
        effects.addAll(rollBack("records were lost between nodes"));
      } else {
        effects.add(ask());
      }
    } else {
      effects.addAll(closeIfDue());
    }
    return effects;
  }

  /** A message may have been lost; all orders may be given again. */
  private List<Effect> askAgain() {
    return switch (phase) {
      case GATHERING, TAKING_OVER, COMPLETE -> List.of();
      case ENTERING, DRAINING, CAPTURING -> order.stream().toList();
      case FLOWING, HOLDING -> {
        List<Effect> again = new ArrayList<>();
        Writing current = writing;
        if (current != null && !current.missing().isEmpty()) {
          again.add(new Effect.Capture(generation, current.round(), captureTurn));
        }
        if (phase == Phase.FLOWING) {
          again.addAll(order.stream().toList());
        }
        yield again;
      }
    };
  }

  private List<Effect> heldUp() {
    Writing current = writing;
    boolean atRest =
        phase == Phase.GATHERING
            || phase == Phase.COMPLETE
            || phase == Phase.FLOWING && current == null;
    long since = current != null && phase != Phase.CAPTURING ? writingSince : phaseSince;
    if (atRest || now - Math.max(since, warnedAt) < rules.warnAfter()) {
      return List.of();
    }
    warnedAt = now;
    return List.of(new Effect.HeldUp(round, where(), now - since, waitsFor()));
  }

  private String where() {
    Writing current = writing;
    if (current != null && phase != Phase.CAPTURING) {
      return current.missing().isEmpty() ? "committing" : "writing";
    }
    return switch (phase) {
      case TAKING_OVER -> "taking over";
      case ENTERING -> "entering";
      case DRAINING -> "draining";
      case CAPTURING -> "capturing";
      default -> "flowing";
    };
  }

  private List<String> waitsFor() {
    Writing current = writing;
    if (phase == Phase.DRAINING) {
      return Counting.waitingFor(reports);
    }
    if (phase == Phase.TAKING_OVER || current != null && current.missing().isEmpty()) {
      return List.of("the store");
    }
    Set<String> nodes = current != null && phase != Phase.CAPTURING ? current.missing() : pending;
    return nodes.stream().sorted().map(node -> "node [" + node + "]").toList();
  }

  // ---- the rest

  private void enter(Phase next) {
    phase = next;
    phaseSince = now;
  }

  private Set<String> nodes() {
    Set<String> addresses = new HashSet<>();
    assignment.ifPresent(a -> a.nodes().forEach(node -> addresses.add(node.address())));
    return addresses;
  }

  private void waitForAll() {
    pending.clear();
    pending.addAll(nodes());
  }

  /** True when all have said what is waited for. */
  private boolean isLastOf(String address, long ofGeneration) {
    return ofGeneration == generation && pending.remove(address) && pending.isEmpty();
  }

  /** What it is doing, for people. */
  public RoundsView view() {
    return new RoundsView(
        rules.durable(), where(), generation, generationReason, last, times.latest());
  }
}
