package dev.potoroo.store;

import java.util.List;
import java.util.Optional;

/**
 * What is durable of one pipeline: the state objects as of the last committed round, and that
 * round's {@link RoundCommit}. Each node has one, open on the same data.
 *
 * <p>All methods block, and may be called by several threads at once. Every write names the
 * generation that it is made for; what an older generation writes is refused or never seen.
 *
 * <ul>
 *   <li><b>Atomic.</b> The changes of a round become visible with its commit, all of them, and
 *       survive a crash from then on. Those of a round that was not committed are never seen by
 *       anyone, and are removed at the latest by the next {@link #takeOver}.
 *   <li><b>Fenced.</b> After {@link #takeOver} has returned, no commit of an older generation
 *       succeeds, whatever state its process is in.
 *   <li><b>Checked.</b> What is read is what was written, or the call throws {@link
 *       StoreException.Kind#CORRUPT}; a damaged object is never taken for a missing one.
 * </ul>
 *
 * <p>A call that throws {@link StoreException.Kind#UNAVAILABLE} may or may not have had its effect,
 * and may be made again: each of them ends in the same state, however often it is made.
 */
public interface StateStore extends AutoCloseable {

  /**
   * Begins the next generation, durably: its number is one higher than any before. Removes what
   * rounds have left that were not committed.
   *
   * @return the new generation, and the last commit, of whatever generation
   */
  TakeOver takeOver() throws StoreException;

  /**
   * Makes this node's store ready for a generation, which a {@link #takeOver} on some node has
   * begun. Called before any read or write for it, and again to ask whether it is still the latest.
   *
   * @throws StoreException {@link StoreException.Kind#FENCED} if there is a newer one
   */
  void enter(long generation) throws StoreException;

  /**
   * Reads state objects as of the last commit.
   *
   * @param keys any number, also none
   * @return for each key in turn its object, empty if there is none
   */
  List<Optional<StoredState>> load(String step, List<String> keys) throws StoreException;

  /**
   * Writes changes of a round that is not committed yet. Called any number of times for a round, by
   * each node for its own objects; a key comes once in a round.
   *
   * @return how many bytes were written
   */
  long write(long generation, long round, List<StateChange> changes) throws StoreException;

  /**
   * How many changes a call of {@link #write} has best; there may be more or fewer. As many as are
   * worth a request, for a store that is asked over a network; fewer, which are still in the
   * processor's caches, for one that puts them into memory.
   */
  default int writtenAtOnce() {
    return 10_000;
  }

  /**
   * Commits a round, whose changes have all been written: the commit point. The round before must
   * be the last one committed; for the first round of a pipeline, 1, there is none. If this very
   * commit has been made already, it returns.
   *
   * @throws StoreException {@link StoreException.Kind#FENCED} if a newer generation has begun,
   *     {@link StoreException.Kind#REFUSED} if it is not the next round
   */
  void commit(RoundCommit commit) throws StoreException;

  /**
   * Frees what commits up to {@code round} have superseded. Only costs space if it is never called.
   */
  void prune(long round) throws StoreException;

  /**
   * Lists the keys of a step as of the last commit, in the order of their UTF-16 code units.
   *
   * @param prefix what they begin with; may be empty
   * @param after only keys after this one
   * @param limit how many, at least 1
   */
  List<String> keys(String step, String prefix, Optional<String> after, int limit)
      throws StoreException;

  /**
   * Lists the timers of a step by one of the two times, the earliest first; those of the same time
   * in an order of the store's own, always the same. Every timer that an object has as of the last
   * commit is listed. There may be others, that an object had or that a round has set that was not
   * committed: what counts are the timers of the {@linkplain #load object}.
   *
   * @param after only timers after this one in that order
   * @param limit how many, at least 1
   */
  List<KeyTimer> timers(String step, TimeDomain domain, Optional<KeyTimer> after, int limit)
      throws StoreException;

  /** Releases what was opened. */
  @Override
  void close();
}
