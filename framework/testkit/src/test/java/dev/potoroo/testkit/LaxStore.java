package dev.potoroo.testkit;

import dev.potoroo.store.KeyTimer;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.TakeOver;
import dev.potoroo.store.TimeDomain;
import java.util.List;
import java.util.Optional;

/** A store that takes everything as if it were for the newest generation. */
final class LaxStore implements StateStore {
  private final StateStore store;
  private long newest;

  LaxStore(StateStore store) {
    this.store = store;
  }

  @Override
  public TakeOver takeOver() throws StoreException {
    TakeOver taken = store.takeOver();
    newest = taken.generation();
    return taken;
  }

  @Override
  public void enter(long generation) throws StoreException {
    store.enter(newest);
  }

  @Override
  public List<Optional<StoredState>> load(String step, List<String> keys) throws StoreException {
    return store.load(step, keys);
  }

  @Override
  public long write(long generation, long round, List<StateChange> changes) throws StoreException {
    return store.write(newest, round, changes);
  }

  @Override
  public void commit(RoundCommit commit) throws StoreException {
    store.commit(
        new RoundCommit(
            newest,
            commit.round(),
            commit.at(),
            commit.shards(),
            commit.positions(),
            commit.sinks(),
            commit.watermark()));
  }

  @Override
  public void prune(long round) throws StoreException {
    store.prune(round);
  }

  @Override
  public List<String> keys(String step, String prefix, Optional<String> after, int limit)
      throws StoreException {
    return store.keys(step, prefix, after, limit);
  }

  @Override
  public List<KeyTimer> timers(String step, TimeDomain domain, Optional<KeyTimer> after, int limit)
      throws StoreException {
    return store.timers(step, domain, after, limit);
  }

  @Override
  public void close() {
    store.close();
  }
}
