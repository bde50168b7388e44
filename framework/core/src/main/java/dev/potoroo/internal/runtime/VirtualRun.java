package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A pipeline on some nodes, in one thread and on a {@link VirtualTime}, for the test kit. Records
 * go the way that they go in any run, through the same readers, lanes, state objects and writers;
 * between nodes they are packed and unpacked. No threads and no actors have a part in it.
 *
 * <p>Once something has failed, every method but {@link #restart} and {@link #close} throws it. For
 * one thread.
 */
public interface VirtualRun extends AutoCloseable {

  /** The names of the nodes. */
  List<String> nodes();

  // ---- records and time

  /**
   * Reads what sources have, fires the timers that are due, and does all that can be done without
   * time going on.
   *
   * @throws IllegalStateException if that never comes to an end
   */
  void settle();

  /** Lets time go on: what is planned, timers, and rounds that end, when they are due. */
  void advance(Duration by);

  /**
   * Ends the round: waits until nothing is in flight, for which time may have to go on, and commits
   * it. What event time has made due then happens in the next one. If it has brought values of
   * reference data, an empty one follows, with which they come into force.
   */
  void endRound();

  /**
   * Ends rounds as at the end of all input: until no record waits to be tried again, and all that
   * event time makes due has happened.
   */
  void endLastRound();

  // ---- what happens to nodes

  /** Goes back to the last commit, as after a lost message. */
  void rollBack();

  /** One of several nodes dies; the others go on from the last commit with what it had. */
  void crash(String node);

  /** One of several nodes goes when the round has ended, and the others take what it had. */
  void leave(String node);

  /** One more node takes its share of shards and partitions, when the round has ended. */
  void join();

  /** All shards move to other nodes, when the round has ended. */
  void moveShards();

  /** All nodes die, as many start on what is stored. A failure is forgotten. */
  void restart();

  // ---- questions

  /** The last round committed; 0 if none was. */
  long committedRound();

  /** How far event time has come, as handlers are told it. */
  Instant eventTime();

  /**
   * What there is to see of its objects.
   *
   * @throws PotorooException if the run has failed
   */
  VirtualView view();

  /** Closes connectors and files. */
  @Override
  void close();
}
