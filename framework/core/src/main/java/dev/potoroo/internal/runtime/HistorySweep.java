package dev.potoroo.internal.runtime;

import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds histories of a step of which nothing is to be kept any more, a few with each round: those
 * of objects that have not changed for long, or all of them when the step keeps none any more; then
 * it looks until there are none. For one thread.
 */
final class HistorySweep {
  private static final int AT_ONCE = 100;

  private final String step;
  private final HistoryLimits limits;
  private Optional<String> after = Optional.empty();
  private boolean over;

  HistorySweep(String step, HistoryLimits limits) {
    this.step = step;
    this.limits = limits;
  }

  /** Whether there is nothing to be found, now or later. */
  boolean isOver() {
    return over;
  }

  /**
   * Rows that are to be removed.
   *
   * @param ours whether a key's row may be removed by this node, in this round
   */
  List<StateChange> next(StateStore store, Predicate<String> ours, Instant now)
      throws StoreException {
    String stored = HistoryRow.stepOf(step);
    List<String> page = store.keys(stored, "", after, AT_ONCE);
    over = limits.versions() == 0 && after.isEmpty() && page.isEmpty();
    after = page.size() < AT_ONCE ? Optional.empty() : Optional.of(page.get(AT_ONCE - 1));
    List<String> keys = page.stream().filter(ours).toList();
    List<Optional<StoredState>> rows = store.load(stored, keys);
    List<StateChange> gone = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Optional<StoredState> row = rows.get(i);
      if (row.isPresent() && isGone(keys.get(i), row.get(), now)) {
        gone.add(new StateChange(stored, keys.get(i), row.get().version(), now, null));
      }
    }
    return gone;
  }

  private boolean isGone(String key, StoredState row, Instant now) throws StoreException {
    return HistoryRow.decoded(step, key, row.state()).keptAt(now, limits).isEmpty();
  }
}
