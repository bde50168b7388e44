package dev.potoroo.internal.runtime;

import dev.potoroo.internal.topology.Topology.StepVertex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which values of Refs are in force on a node, and which will be. When a round is committed, each
 * node reads what it has made of them; that comes into force when the next round ends, while
 * nothing flows anywhere. So all nodes go over to the same values between the same two records, and
 * only to values that are committed. Thread-safe.
 */
final class References {
  private final List<StepVertex> holders;
  private RefSnapshot inForce;
  private RefSnapshot committed;

  /** The commit that {@link #committed} is of. */
  private long round;

  private long generation;
  private boolean reading;

  /** Whether nothing else is read, so that records are handled with what was there before. */
  private volatile boolean first;

  private boolean readFirstTold;
  private @Nullable Awaited awaited;

  /** What is to be done when the values of a commit are known. */
  private record Awaited(long round, Runnable then) {}

  References(List<StepVertex> holders) {
    this.holders = List.copyOf(holders);
    inForce = RefSnapshot.initial(holders);
    committed = inForce;
  }

  /** The steps that hold the values. */
  List<StepVertex> holders() {
    return holders;
  }

  /** Whether the pipeline has none. */
  boolean isEmpty() {
    return holders.isEmpty();
  }

  /** The values that handlers read. */
  synchronized RefSnapshot inForce() {
    return inForce;
  }

  /** The latest values that are known to be committed. */
  synchronized RefSnapshot committed() {
    return committed;
  }

  /** A generation begins, with the values of the last commit. */
  synchronized void enter(long newGeneration, long ofRound, RefSnapshot values) {
    generation = newGeneration;
    round = ofRound;
    inForce = values;
    committed = values;
    reading = false;
    readFirstTold = false;
    awaited = null;
  }

  /** Records flow, those of sources of reference data or all. */
  void readFirst(boolean nothingElse) {
    first = nothingElse;
  }

  /** Whether nothing but reference data is read. */
  boolean isFirst() {
    return first;
  }

  /** True once in a generation, if what is read first has been read: it need not be told again. */
  synchronized boolean isReadFirst() {
    boolean told = readFirstTold;
    readFirstTold |= first;
    return first && !told;
  }

  /** A round is committed, and what it has made of the values is being read. */
  synchronized void reading() {
    reading = true;
  }

  /** A commit's values are known. What another generation has asked for is not wanted any more. */
  void read(long inGeneration, long ofRound, RefSnapshot values) {
    Runnable then = null;
    synchronized (this) {
      if (inGeneration != generation || ofRound <= round) {
        return;
      }
      committed = values;
      round = ofRound;
      reading = false;
      if (awaited != null && awaited.round() <= ofRound) {
        then = awaited.then();
        awaited = null;
      }
    }
    if (then != null) {
      then.run();
    }
  }

  /**
   * A round ends: what is committed comes into force, then {@code then} is done; at once if the
   * values are known, otherwise by whoever has read them. Not at all if another generation begins
   * before.
   *
   * @param ofRound the last commit
   */
  void takeEffect(long ofRound, Runnable then) {
    Runnable effect =
        () -> {
          comeIntoForce();
          then.run();
        };
    synchronized (this) {
      if (!isEmpty() && round < ofRound) {
        awaited = new Awaited(ofRound, effect);
        return;
      }
    }
    effect.run();
  }

  private synchronized void comeIntoForce() {
    inForce = committed;
  }

  /** Whether there are values, or may be, that wait for a round to end. */
  synchronized boolean due() {
    return reading || committed != inForce;
  }
}
