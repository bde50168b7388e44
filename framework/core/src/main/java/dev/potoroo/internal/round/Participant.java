package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One node's part in the rounds: takes the {@link Coordinator}'s orders, if they are of its
 * generation, and says when it has done what they ask for. An event comes in, actions go out; no
 * actors, no clock, no I/O. For one thread.
 */
public final class Participant {

  /** What is to be done on this node. */
  public sealed interface Action {
    /**
     * Leave what was, undo what no commit has confirmed, open what the generation needs; then
     * {@link Participant#entered}.
     */
    record Enter(long generation, Assignment assignment, Optional<RoundCommit> last)
        implements Action {}

    /** The coordinator is to know that the generation can begin. */
    record SayReady(long generation) implements Action {}

    /** Sources are read; what flows belongs to {@code round}. */
    record LetFlow(long generation, long round) implements Action {}

    /** Sources are to pause; then {@link Participant#paused}. */
    record PauseSources() implements Action {}

    /** The coordinator is to get the counters. */
    record SayReport(long generation, long wave) implements Action {}

    /** Changed objects and positions are to be captured; then {@link Participant#captured}. */
    record CaptureObjects(long generation, long round) implements Action {}

    /** The coordinator is to know that everything is captured. */
    record SayCaptured(long generation, long round) implements Action {}

    /** What was captured is to be written; then {@link Participant#written}. */
    record WriteChanges(long generation, long round) implements Action {}

    /** Sinks are to prepare; then {@link Participant#sinkPrepared} for each. */
    record PrepareSinks(long generation, long round) implements Action {}

    /** The coordinator is to know that everything is durable. */
    record SayPrepared(long generation, long round, Map<String, Map<String, String>> sinks)
        implements Action {}

    /** Sinks are to show what they have prepared, objects may leave memory. */
    record TakeCommit(long generation, long round) implements Action {}

    /** The coordinator is to know that all readers have ended. */
    record SayEnded(long generation) implements Action {}

    /** The coordinator is to know that the generation cannot go on. */
    record SayBroken(long generation, String reason) implements Action {}
  }

  private final Set<String> sinks;
  private final Set<String> preparing = new TreeSet<>();
  private final Map<String, Map<String, String>> marks = new HashMap<>();
  private long entering;
  private long generation;
  private long round;
  private long committed;
  private boolean flowing;
  private boolean paused;
  private boolean idle;
  private boolean sourcesEnded;
  private boolean saidEnded;
  private boolean saidBroken;
  private boolean written;
  private boolean captured;
  private long capturing;
  private long turn;
  private long askedWave;

  /** A node with these sinks. */
  public Participant(Set<String> sinks) {
    this.sinks = Set.copyOf(sinks);
  }

  /** The coordinator has begun a generation. An older one, or the same again, changes nothing. */
  public List<Action> assigned(
      long newGeneration, Assignment assignment, Optional<RoundCommit> last) {
    if (newGeneration <= entering) {
      return newGeneration == generation && round == 0
          ? List.of(new Action.SayReady(generation))
          : List.of();
    }
    entering = newGeneration;
    flowing = false;
    return List.of(new Action.Enter(newGeneration, assignment, last));
  }

  /** The node has entered a generation. */
  public List<Action> entered(long newGeneration, long lastCommitted) {
    if (newGeneration != entering || newGeneration == generation) {
      return List.of();
    }
    generation = newGeneration;
    committed = lastCommitted;
    round = 0;
    turn = 0;
    capturing = 0;
    captured = false;
    written = false;
    paused = true;
    idle = true;
    sourcesEnded = false;
    saidEnded = false;
    saidBroken = false;
    preparing.clear();
    marks.clear();
    askedWave = 0;
    return List.of(new Action.SayReady(generation));
  }

  private boolean current(long ofGeneration) {
    return ofGeneration == generation && ofGeneration == entering;
  }

  /** Records may flow. */
  public List<Action> flow(long ofGeneration, long newRound, long ofTurn) {
    if (!current(ofGeneration) || ofTurn <= turn) {
      return List.of();
    }
    turn = ofTurn;
    flowing = true;
    paused = false;
    idle = false;
    askedWave = 0;
    round = newRound;
    List<Action> actions = new ArrayList<>(List.of(new Action.LetFlow(generation, round)));
    actions.addAll(sayEnded());
    return actions;
  }

  /** The sources are to pause. */
  public List<Action> pause(long ofGeneration, long ofTurn) {
    if (!current(ofGeneration) || ofTurn <= turn) {
      return List.of();
    }
    turn = ofTurn;
    boolean flowed = flowing;
    flowing = false;
    return flowed ? List.of(new Action.PauseSources()) : List.of();
  }

  /** All readers of this node have paused or ended. */
  public List<Action> paused() {
    paused = !flowing;
    return answerIfIdle();
  }

  /** Nothing that came in on this node is in flight, or something is again. */
  public List<Action> idle(boolean isIdle) {
    idle = isIdle;
    return answerIfIdle();
  }

  /** The counters are wanted; they are given when there is nothing to do, or after a while. */
  public List<Action> reportWanted(long ofGeneration, long wave) {
    if (!current(ofGeneration) || flowing) {
      return List.of();
    }
    askedWave = wave;
    return answerIfIdle();
  }

  private List<Action> answerIfIdle() {
    return paused && idle ? answer() : List.of();
  }

  /** A while has passed: what is asked for is answered even if there is still something to do. */
  public List<Action> answer() {
    if (askedWave == 0) {
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

  /** Everything is to be captured. The first round of a generation has no records. */
  public List<Action> capture(long ofGeneration, long ofRound, long ofTurn) {
    if (current(ofGeneration) && ofRound == capturing) {
      return sayAgain();
    }
    if (!current(ofGeneration) || ofTurn <= turn) {
      return List.of();
    }
    turn = ofTurn;
    round = ofRound;
    capturing = ofRound;
    captured = false;
    written = false;
    marks.clear();
    preparing.addAll(sinks);
    return List.of(
        new Action.CaptureObjects(generation, round), new Action.PrepareSinks(generation, round));
  }

  private List<Action> sayAgain() {
    List<Action> actions = new ArrayList<>();
    if (captured) {
      actions.add(new Action.SayCaptured(generation, capturing));
      actions.addAll(sayPrepared(capturing));
    }
    return actions;
  }

  /** Everything is captured. */
  public List<Action> captured(long ofGeneration, long ofRound) {
    if (!current(ofGeneration) || ofRound != capturing) {
      return List.of();
    }
    captured = true;
    return List.of(
        new Action.SayCaptured(generation, ofRound), new Action.WriteChanges(generation, ofRound));
  }

  /** All changes are written. */
  public List<Action> written(long ofGeneration, long ofRound) {
    if (!current(ofGeneration) || ofRound != capturing) {
      return List.of();
    }
    written = true;
    return sayPrepared(ofRound);
  }

  /** A sink has prepared. */
  public List<Action> sinkPrepared(
      long ofGeneration, long ofRound, String sink, Map<String, String> mark) {
    if (!current(ofGeneration) || ofRound != capturing || !preparing.remove(sink)) {
      return List.of();
    }
    if (!mark.isEmpty()) {
      marks.put(sink, mark);
    }
    return sayPrepared(ofRound);
  }

  private List<Action> sayPrepared(long ofRound) {
    return written && preparing.isEmpty()
        ? List.of(new Action.SayPrepared(generation, ofRound, Map.copyOf(marks)))
        : List.of();
  }

  /** A round is committed. */
  public List<Action> committed(long ofGeneration, long ofRound) {
    if (!current(ofGeneration) || ofRound <= committed) {
      return List.of();
    }
    committed = ofRound;
    return List.of(new Action.TakeCommit(generation, ofRound));
  }

  /** All readers of this node have ended. */
  public List<Action> sourcesEnded() {
    sourcesEnded = true;
    return sayEnded();
  }

  private List<Action> sayEnded() {
    // Before records may flow nobody can have ended: readers have not begun.
    if (!sourcesEnded || saidEnded || round == 0 || !current(generation)) {
      return List.of();
    }
    saidEnded = true;
    return List.of(new Action.SayEnded(generation));
  }

  /** A while has passed: what may not have been heard is said again. */
  public List<Action> tick() {
    List<Action> actions = new ArrayList<>();
    if (current(generation) && saidBroken) {
      actions.add(new Action.SayBroken(generation, "a failure that was told before"));
    } else if (current(generation) && saidEnded) {
      actions.add(new Action.SayEnded(generation));
    }
    return actions;
  }

  /** Something has happened that this node cannot mend. */
  public List<Action> broken(long ofGeneration, String reason) {
    if (!current(ofGeneration) || generation == 0 || saidBroken) {
      return List.of();
    }
    saidBroken = true;
    return List.of(new Action.SayBroken(generation, reason));
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
