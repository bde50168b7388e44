package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One node's part in the rounds: takes the {@link Coordinator}'s orders, if they are of its
 * generation, and says when it has done what they ask for. An event comes in, actions go out, to be
 * carried out in their order; no actors, no clock, no I/O. For one thread.
 *
 * <p>What has been done is told with the generation that it was done for: what was begun for an
 * older one may still come to its end, and counts for nothing.
 */
public final class Participant {
  private final Set<String> sinks;
  private long entering;
  private long generation;
  private boolean over;
  private Optional<Action> trouble = Optional.empty();

  // What is below is of the generation that the node is in.
  private long turn;
  private long round;
  private long committed;
  private boolean flowing;
  private boolean paused;
  private boolean idle;
  private boolean sourcesEnded;
  private long askedWave;
  private Preparing preparing = Preparing.none();

  /** A node with these sinks. */
  public Participant(Set<String> sinks) {
    this.sinks = Set.copyOf(sinks);
  }

  // ---- a generation begins

  /** The coordinator has begun a generation. An older one, or the same again, changes nothing. */
  public List<Action> assigned(
      long newGeneration, Assignment assignment, Optional<RoundCommit> last) {
    if (over || newGeneration < entering) {
      return notFollowed(newGeneration);
    }
    if (newGeneration == entering) {
      boolean mayNotBeKnown = current(newGeneration) && round == 0;
      return mayNotBeKnown ? List.of(new Action.SayReady(newGeneration)) : List.of();
    }
    entering = newGeneration;
    flowing = false;
    trouble = Optional.empty();
    return List.of(new Action.Enter(newGeneration, assignment, last));
  }

  /** The node has entered a generation. */
  public List<Action> entered(long newGeneration, long lastCommitted) {
    if (over || newGeneration != entering || newGeneration == generation) {
      return List.of();
    }
    generation = newGeneration;
    committed = lastCommitted;
    turn = 0;
    round = 0;
    paused = true;
    idle = true;
    sourcesEnded = false;
    askedWave = 0;
    preparing = Preparing.none();
    return List.of(new Action.SayReady(generation));
  }

  private boolean current(long ofGeneration) {
    return !over && ofGeneration == generation && ofGeneration == entering;
  }

  /**
   * Whether an order is to be followed: it is of this generation, and later than the one before.
   */
  private boolean isNew(long ofGeneration, long ofTurn) {
    return current(ofGeneration) && ofTurn > turn;
  }

  /**
   * What to answer to an order that is not followed. If it is of an older generation than this
   * node's, whoever gives it may not know that another coordinator has taken over, and would wait
   * for ever.
   */
  private List<Action> notFollowed(long ofGeneration) {
    return !over && ofGeneration < entering
        ? List.of(
            new Action.SayFenced(
                ofGeneration,
                "generation [" + entering + "] has begun after [" + ofGeneration + "]"))
        : List.of();
  }

  // ---- records flow

  /** Records may flow. */
  public List<Action> flow(long ofGeneration, long newRound, long ofTurn, boolean referencesOnly) {
    if (!isNew(ofGeneration, ofTurn)) {
      return notFollowed(ofGeneration);
    }
    turn = ofTurn;
    round = newRound;
    flowing = true;
    paused = false;
    askedWave = 0;
    List<Action> actions =
        new ArrayList<>(List.of(new Action.LetFlow(generation, round, referencesOnly)));
    actions.addAll(sayEnded());
    return actions;
  }

  /** All readers of this node have ended; said once, also if there are none. */
  public List<Action> sourcesEnded(long ofGeneration) {
    sourcesEnded |= current(ofGeneration);
    return sayEnded();
  }

  private List<Action> sayEnded() {
    // Before records may flow nobody can have ended: readers have not begun.
    return sourcesEnded && round > 0 && current(generation)
        ? List.of(new Action.SayEnded(generation))
        : List.of();
  }

  // ---- sources pause, what is in flight is counted

  /** The sources are to pause. */
  public List<Action> pause(long ofGeneration, long ofTurn) {
    if (!isNew(ofGeneration, ofTurn)) {
      return notFollowed(ofGeneration);
    }
    turn = ofTurn;
    boolean flowed = flowing;
    flowing = false;
    return flowed ? List.of(new Action.PauseSources(generation)) : List.of();
  }

  /** All readers of this node have paused or ended. */
  public List<Action> paused(long ofGeneration) {
    paused |= current(ofGeneration) && !flowing;
    return answerIfIdle();
  }

  /**
   * Nothing that came in on this node is in flight, or something is again: said when it changes.
   * Only saves questions; what decides are the counters.
   */
  public List<Action> idle(long ofGeneration, boolean isIdle) {
    if (current(ofGeneration)) {
      idle = isIdle;
    }
    return answerIfIdle();
  }

  /**
   * The counters are wanted; they are given when there is nothing to do, or after a while. Whoever
   * asks has told the sources to pause, with this turn: an answer without having paused would not
   * hold if the order to let records flow, from before, is still on its way.
   */
  public List<Action> reportWanted(long ofGeneration, long ofTurn, long wave) {
    List<Action> actions = new ArrayList<>(pause(ofGeneration, ofTurn));
    if (current(ofGeneration) && ofTurn == turn && !flowing) {
      askedWave = Math.max(askedWave, wave);
      actions.addAll(answerIfIdle());
    }
    return actions;
  }

  private List<Action> answerIfIdle() {
    return paused && idle ? answer() : List.of();
  }

  /** A while has passed: what is asked for is answered even if there is still something to do. */
  public List<Action> answer() {
    if (askedWave == 0 || !current(generation)) {
      return List.of();
    }
    long wave = askedWave;
    askedWave = 0;
    return List.of(new Action.SayReport(generation, wave));
  }

  /** Whether the readers have paused. */
  public boolean isPaused() {
    return paused;
  }

  // ---- a round is captured and made durable

  /**
   * Everything is to be captured. The first round of a generation has no records. That this round
   * is captured says that the one before is committed, should that message have been lost.
   */
  public List<Action> capture(long ofGeneration, long ofRound, long ofTurn, long watermark) {
    if (isPreparing(ofGeneration, ofRound)) {
      return preparing.sayAgain();
    }
    if (!isNew(ofGeneration, ofTurn)) {
      return notFollowed(ofGeneration);
    }
    List<Action> actions = new ArrayList<>(committed(ofGeneration, ofRound - 1));
    turn = ofTurn;
    round = ofRound;
    preparing = new Preparing(generation, ofRound, watermark, sinks);
    actions.addAll(preparing.begin());
    return actions;
  }

  private boolean isPreparing(long ofGeneration, long ofRound) {
    return current(ofGeneration) && ofRound == preparing.round();
  }

  /** Everything is captured. */
  public List<Action> captured(long ofGeneration, long ofRound) {
    return isPreparing(ofGeneration, ofRound) ? preparing.captured() : List.of();
  }

  /** All changes are written. */
  public List<Action> written(long ofGeneration, long ofRound) {
    return isPreparing(ofGeneration, ofRound) ? preparing.written() : List.of();
  }

  /** A sink has prepared. */
  public List<Action> sinkPrepared(
      long ofGeneration, long ofRound, String sink, Map<String, String> mark) {
    return isPreparing(ofGeneration, ofRound) ? preparing.sinkPrepared(sink, mark) : List.of();
  }

  /** A round is committed. */
  public List<Action> committed(long ofGeneration, long ofRound) {
    if (!current(ofGeneration) || ofRound <= committed) {
      return List.of();
    }
    committed = ofRound;
    return List.of(new Action.TakeCommit(generation, ofRound));
  }

  // ---- what goes wrong, and how it ends

  /** Something has happened that this node cannot mend, also while it enters the generation. */
  public List<Action> broken(long ofGeneration, String reason) {
    return tell(ofGeneration, new Action.SayBroken(ofGeneration, reason));
  }

  /** The store has refused something because there is a newer generation. */
  public List<Action> fenced(long ofGeneration, String message) {
    return tell(ofGeneration, new Action.SayFenced(ofGeneration, message));
  }

  private List<Action> tell(long ofGeneration, Action what) {
    if (over || ofGeneration != entering || ofGeneration == 0 || trouble.isPresent()) {
      return List.of();
    }
    trouble = Optional.of(what);
    return List.of(what);
  }

  /**
   * The run is over, says a coordinator. Unless it has failed, a node listens to that only in the
   * generation in which it ended: in an older one it may have output that must be taken back or
   * shown first, and will get a generation of its own for that. Generation 0 is for nodes that have
   * never had one.
   *
   * @param lastCommitted the last round committed
   */
  public List<Action> complete(Completion completion, long ofGeneration, long lastCommitted) {
    boolean failed = completion.kind() == Completion.Kind.FAILED;
    boolean concernsThis =
        failed
            ? ofGeneration == 0 || ofGeneration >= entering
            : ofGeneration == entering && ofGeneration == generation;
    return concernsThis ? end(completion, ofGeneration, lastCommitted) : List.of();
  }

  /**
   * The node leaves, as was asked for, says a coordinator; the others go on. It listens to that as
   * to {@link #complete}, and if it has never been in a generation also while it tries to enter
   * one: that may be of a coordinator that is not there any more.
   *
   * @param lastCommitted the last round committed
   */
  public List<Action> release(long ofGeneration, long lastCommitted) {
    boolean isNotIn = ofGeneration == 0 && generation == 0;
    boolean concernsThis = isNotIn || ofGeneration == entering && ofGeneration == generation;
    return concernsThis
        ? end(Completion.of(Completion.Kind.STOPPED), ofGeneration, lastCommitted)
        : List.of();
  }

  private List<Action> end(Completion completion, long ofGeneration, long lastCommitted) {
    if (over) {
      return List.of();
    }
    List<Action> actions = new ArrayList<>(committed(ofGeneration, lastCommitted));
    actions.add(new Action.End(completion));
    over = true;
    return actions;
  }

  /** A while has passed: what may not have been heard is said again. */
  public List<Action> tick() {
    return !over && trouble.isPresent() ? List.of(trouble.get()) : sayEnded();
  }

  /** The generation that the node is in; 0 before the first. */
  public long generation() {
    return generation;
  }

  /** The last commit that it knows of. */
  public long committedRound() {
    return committed;
  }

  /** The round whose records flow, or that was captured last. */
  public long round() {
    return round;
  }
}
