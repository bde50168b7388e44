package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.internal.round.Prepared;
import dev.potoroo.internal.store.Stores;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.TakeOver;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The store of a {@link VirtualRun}, as the one sees it who begins generations and commits. What it
 * refuses ends the run.
 */
final class VirtualStore {
  private static final int KEYS_AT_ONCE = 1000;

  private final StateStore store;
  private final Consumer<PotorooException> onFailure;

  VirtualStore(StateStore store, Consumer<PotorooException> onFailure) {
    this.store = store;
    this.onFailure = onFailure;
  }

  private <T> T call(NodeStore.Call<T> call) {
    try {
      return call.run(store);
    } catch (StoreException e) {
      PotorooException clear =
          new PotorooException(Stores.code(e.kind()), String.valueOf(e.getMessage()), e);
      onFailure.accept(clear);
      throw clear;
    }
  }

  TakeOver takeOver() {
    return call(StateStore::takeOver);
  }

  /**
   * A round that is to be committed.
   *
   * @param watermark how far event time has come, in milliseconds since 1970
   * @param last the commit before
   */
  record Round(
      long generation, int shards, Instant at, long watermark, Optional<RoundCommit> last) {}

  /** Commits a round, from what all nodes have prepared. */
  RoundCommit commit(Round what, List<Prepared> all) {
    Optional<RoundCommit> last = what.last();
    Map<String, Map<String, Long>> positions = new HashMap<>();
    Map<String, Map<String, String>> sinks = new HashMap<>();
    // What no node says anything about stays as it was.
    last.ifPresent(before -> merge(before.positions(), positions));
    last.ifPresent(before -> merge(before.sinks(), sinks));
    for (Prepared one : all) {
      merge(one.positions(), positions);
      merge(one.sinks(), sinks);
    }
    long round = last.map(RoundCommit::round).orElse(0L) + 1;
    RoundCommit commit =
        new RoundCommit(
            what.generation(),
            round,
            what.at(),
            what.shards(),
            positions,
            sinks,
            what.watermark() == Long.MIN_VALUE ? null : what.watermark());
    return call(
        s -> {
          s.commit(commit);
          return commit;
        });
  }

  private static <T> void merge(
      Map<String, Map<String, T>> from, Map<String, Map<String, T>> into) {
    from.forEach((name, parts) -> into.computeIfAbsent(name, n -> new HashMap<>()).putAll(parts));
  }

  /** An object as of the last commit. */
  Optional<StoredState> object(String step, String key) {
    return call(s -> s.load(step, List.of(key)).get(0));
  }

  /** All keys of a step as of the last commit. */
  Set<String> keys(String step) {
    Set<String> keys = new TreeSet<>();
    Optional<String> after = Optional.empty();
    List<String> page;
    do {
      Optional<String> from = after;
      page = call(s -> s.keys(step, "", from, KEYS_AT_ONCE));
      keys.addAll(page);
      after = page.isEmpty() ? after : Optional.of(page.get(page.size() - 1));
    } while (page.size() == KEYS_AT_ONCE);
    return keys;
  }
}
