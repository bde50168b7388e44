package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of one generation, from its assignment to the last cut after which nothing flows. What
 * comes before and after is the {@link Coordinator}'s, which also sees to it that only events of
 * this generation come here. A new generation has a new one of these, so that nothing is left of
 * the one before.
 */
final class Rounds {
  private enum Phase {
    /** Nodes enter the generation. */
    ENTERING,
    /** Records flow. */
    FLOWING,
    /** Sources pause, records in flight are processed to their end. */
    DRAINING,
    /** Nothing is in flight; nodes capture. */
    CAPTURING,
    /** Everything is captured, and nothing flows before the round is committed. */
    HOLDING,
    /** That round is committed, and shards are still on their way to where they belong. */
    PLACING,
    /** Nothing flows, everything is committed, and nothing will flow in this generation. */
    OVER
  }

  private final Rules rules;
  private final Watch watch;
  private final RoundTimes times;
  private final long generation;
  private final Orders orders;
  private final EventClock time;
  private final Loading loading;
  private final Set<String> nodes;
  private final Set<String> newcomers;
  private final Set<String> pending = new TreeSet<>();
  private final Set<String> ended = new HashSet<>();
  private Phase phase = Phase.ENTERING;
  private Optional<RoundCommit> last;
  private long round;
  private long flowingSince;

  /** For how long records flow at least, unless something else wants the round to end. */
  private long flowsFor;

  private Counting counting;
  private long emittedAtCut;
  private @Nullable Writing writing;
  private boolean placing;
  private boolean placed;
  private final Shortening shortening;
  private boolean closing;

  /** The round after which nothing is to flow, once that is known. */
  private long lastRound = Long.MAX_VALUE;

  private boolean cutWanted;
  private boolean progressed;

  /** Whether records were held back, to be tried again, when nothing was in flight last. */
  private boolean retrying;

  /**
   * Begins.
   *
   * @param newcomers which of the nodes have no objects yet
   * @param placed whether all shards are where the assignment has them
   * @param last the last commit, of whatever generation
   */
  Rounds(
      Rules rules,
      Watch watch,
      RoundTimes times,
      long generation,
      Assignment assignment,
      Set<String> newcomers,
      boolean placed,
      Optional<RoundCommit> last) {
    this.rules = rules;
    this.watch = watch;
    this.times = times;
    this.generation = generation;
    this.nodes = assignment.addresses();
    this.newcomers = newcomers;
    this.placed = placed;
    this.last = last;
    flowsFor = rules.interval();
    shortening = new Shortening(rules.interval());
    time = new EventClock(last);
    loading = new Loading(rules.hasReferences());
    round = committed();
    orders = new Orders(generation, assignment, last);
    counting = new Counting(nodes, 0, watch.now());
    waitForAll(Phase.ENTERING);
  }

  long generation() {
    return generation;
  }

  long round() {
    return round;
  }

  Optional<RoundCommit> last() {
    return last;
  }

  /** The number of the last commit, 0 if there is none. */
  long committed() {
    return last.map(RoundCommit::round).orElse(0L);
  }

  boolean has(String address) {
    return nodes.contains(address);
  }

  /** Whether nothing flows, nothing will, and everything is committed. */
  boolean isOver() {
    return phase == Phase.OVER;
  }

  /** Whether records have flowed in this generation, and been processed to their end. */
  boolean hasProgressed() {
    return progressed;
  }

  boolean allEnded() {
    return ended.containsAll(nodes);
  }

  // ---- records flow

  /** What the nodes are to do, for one that may not have heard; before records have flowed. */
  List<Effect> assignAgain() {
    return phase == Phase.ENTERING ? List.of(orders.latest()) : List.of();
  }

  List<Effect> ready(String address) {
    if (phase != Phase.ENTERING) {
      return List.of();
    }
    boolean last = isLastOf(address);
    List<Effect> effects = new ArrayList<>(placeIfDue());
    if (last) {
      effects.addAll(begin());
    }
    return effects;
  }

  /**
   * Once the nodes that have objects have entered, they have forgotten those that live elsewhere
   * from now on, and the shards may follow: while the others still enter, and while the first round
   * is written, in which nothing flows.
   */
  private List<Effect> placeIfDue() {
    if (placing || placed || closing || !newcomers.containsAll(pending)) {
      return List.of();
    }
    placing = true;
    return List.of(orders.place());
  }

  /** All shards are where they belong. */
  List<Effect> inPlace() {
    if (!placing || placed) {
      return List.of();
    }
    placed = true;
    return phase == Phase.PLACING ? flow() : List.of();
  }

  private List<Effect> begin() {
    if (closing) {
      return over();
    }
    round++;
    // Nothing has flowed: this round commits that the generation has begun, and the sinks' marks.
    return rules.durable() ? capture() : resume();
  }

  private List<Effect> flow() {
    round++;
    return resume();
  }

  private List<Effect> resume() {
    flowingSince = watch.now();
    cutWanted = false;
    times.flowed(watch.now());
    enter(Phase.FLOWING);
    List<Effect> effects = new ArrayList<>(List.of(orders.flow(round, loading.goesOn())));
    effects.addAll(closeIfDue());
    return effects;
  }

  // ---- a round is to end

  List<Effect> sourcesEnded(String address) {
    ended.add(address);
    return closeIfDue();
  }

  /**
   * Nothing is to flow after this round or one of the next. What the last one has changed is
   * written while records stand still, so it is to be a short one: see {@link Shortening}.
   */
  List<Effect> close() {
    if (!closing) {
      closing = true;
      boolean mayFlowOn = phase == Phase.FLOWING || progressed;
      if (!rules.durable() || !mayFlowOn) {
        lastRound = round;
      }
    }
    return phase == Phase.PLACING ? over() : closeIfDue();
  }

  List<Effect> cutWanted() {
    cutWanted |= rules.durable();
    return closeIfDue();
  }

  /**
   * What is held back is handled before all ends; a stop leaves it to the next start, where a store
   * keeps it. At the end of all input there may be rounds more, for what event time makes due.
   */
  private boolean isLastRound() {
    boolean stops = closing && round >= lastRound && (rules.durable() || !retrying);
    return stops || allEnded() && !retrying && !time.leavesWork();
  }

  private List<Effect> closeIfDue() {
    boolean hasRounds = rules.durable() || closing || allEnded();
    boolean intervalIsOver = hasRounds && watch.now() - flowingSince >= flowsFor;
    boolean due = closing || isLastRound() || cutWanted || intervalIsOver || loading.settles();
    if (phase != Phase.FLOWING || !due || writing != null) {
      return List.of();
    }
    if (closing && !shortening.goesOn(watch.now() - flowingSince)) {
      lastRound = Math.min(lastRound, round);
    }
    counting = new Counting(nodes, counting.wave() + 1, watch.now());
    times.paused(watch.now());
    enter(Phase.DRAINING);
    return List.of(orders.pause(round), orders.ask(counting.wave()));
  }

  // ---- nothing is in flight any more

  List<Effect> report(String address, long wave, Report report) {
    if (phase != Phase.DRAINING) {
      return List.of();
    }
    return switch (counting.report(address, wave, report, watch.now())) {
      case INCOMPLETE -> List.of();
      case MOVING -> List.of(orders.ask(counting.wave()));
      case STILL -> drained();
    };
  }

  /** Whether the nodes have had nothing to do for so long that what is in flight must be lost. */
  boolean hasLostRecords() {
    return rules.durable() && phase == Phase.DRAINING && counting.lostFor() >= rules.lostAfter();
  }

  private List<Effect> drained() {
    times.drained(watch.now());
    retrying = counting.retrying();
    boolean timeMoved = time.advance(counting.times());
    boolean settled = loading.drained(counting.loading());
    boolean changed =
        counting.emitted() != emittedAtCut || timeMoved || settled || counting.referencesDue();
    emittedAtCut = counting.emitted();
    if (changed && rules.durable()) {
      progressed = true;
      return capture();
    }
    // There is nothing to be written while records flow.
    lastRound = Math.min(lastRound, round);
    return isLastRound() ? over() : resume();
  }

  private List<Effect> capture() {
    writing = new Writing(round, nodes, last, time.watermark(), watch.now());
    waitForAll(Phase.CAPTURING);
    return List.of(orders.capture(round, time.watermark()));
  }

  List<Effect> captured(String address, long ofRound) {
    boolean wanted = phase == Phase.CAPTURING && ofRound == round;
    if (!wanted || !isLastOf(address)) {
      return List.of();
    }
    if (progressed && !isLastRound()) {
      return flow();
    }
    enter(Phase.HOLDING);
    return writing == null ? afterTheCut() : List.of();
  }

  // ---- a round is made durable

  List<Effect> prepared(String address, long ofRound, Prepared what) {
    Writing current = writing;
    if (current == null || ofRound != current.round()) {
      return List.of();
    }
    return current.prepared(address, what, watch.now())
        ? List.of(current.commit(generation))
        : List.of();
  }

  List<Effect> committed(RoundCommit commit) {
    Writing current = writing;
    if (current == null || !current.isPrepared() || commit.round() != current.round()) {
      return List.of();
    }
    last = Optional.of(commit);
    times.committed(current, watch.now());
    flowsFor = Math.max(rules.interval(), writtenBesideRecords() * 100 / rules.writeLoad());
    writing = null;
    List<Effect> effects =
        new ArrayList<>(List.of(new Effect.Committed(generation, commit.round())));
    effects.addAll(phase == Phase.HOLDING ? afterTheCut() : closeIfDue());
    return effects;
  }

  /** For how long records have flowed, and a round was written meanwhile. */
  private long writtenBesideRecords() {
    return phase == Phase.FLOWING ? watch.now() - flowingSince : 0;
  }

  private List<Effect> afterTheCut() {
    if (isLastRound()) {
      return over();
    }
    if (!placed) {
      enter(Phase.PLACING);
      return List.of();
    }
    return flow();
  }

  private List<Effect> over() {
    enter(Phase.OVER);
    return List.of();
  }

  // ---- messages may be lost, and things may take long

  /** Time has passed: a round may be due, and all orders may be given again. */
  List<Effect> tick() {
    List<Effect> effects = new ArrayList<>();
    if (watch.asksAgain()) {
      effects.addAll(askAgain());
    }
    if (phase == Phase.DRAINING) {
      effects.add(orders.ask(counting.wave()));
    }
    effects.addAll(closeIfDue());
    return effects;
  }

  private List<Effect> askAgain() {
    List<Effect> again = new ArrayList<>();
    if (placing && !placed) {
      again.add(orders.place());
    }
    Writing current = writing;
    if (phase != Phase.CAPTURING && current != null && !current.isPrepared()) {
      again.add(orders.latestCapture());
    }
    if (phase != Phase.HOLDING && phase != Phase.PLACING) {
      again.add(orders.latest());
    }
    boolean committedNow = phase == Phase.FLOWING || phase == Phase.PLACING;
    if (committedNow && last.isPresent()) {
      again.add(new Effect.Committed(generation, committed()));
    }
    return again;
  }

  /** What it waits for, if that is something that may take too long. */
  Optional<Waiting> waiting() {
    Writing current = writing;
    if (phase == Phase.DRAINING) {
      return Optional.of(new Waiting("draining", watch.waited(), counting.waitingFor()));
    }
    if (phase == Phase.PLACING) {
      List<String> shards = List.of("shards that move");
      return Optional.of(new Waiting("placing", watch.waited(), shards));
    }
    if (phase == Phase.ENTERING || phase == Phase.CAPTURING) {
      String where = phase == Phase.ENTERING ? "entering" : "capturing";
      return Optional.of(new Waiting(where, watch.waited(), Waiting.nodes(pending)));
    }
    return Optional.ofNullable(current).map(c -> c.waiting(watch.now()));
  }

  private void enter(Phase next) {
    phase = next;
    watch.restart();
  }

  private void waitForAll(Phase next) {
    enter(next);
    pending.clear();
    pending.addAll(nodes);
  }

  /** True when all have said what is waited for. */
  private boolean isLastOf(String address) {
    return pending.remove(address) && pending.isEmpty();
  }
}
