package dev.potoroo.internal.round.simulation;

import dev.potoroo.store.KeyTimer;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.TakeOver;
import dev.potoroo.store.TimeDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A store that does what {@link StateStore} promises, and not more: where a promise leaves a
 * choice, chance takes it.
 */
final class SimulatedStore implements StateStore {
  private final Mutant mutant;
  private final Consumer<RoundCommit> onCommit;
  private final boolean refusesOldWrites;
  private final boolean knowsOldCommits;
  private final Map<String, TreeMap<String, StoredState>> states = new HashMap<>();
  private final Map<Cut, List<StateChange>> uncommitted = new HashMap<>();
  private Optional<RoundCommit> last = Optional.empty();
  private long generation;

  private record Cut(long generation, long round) {}

  /** {@code onCommit} is called after each commit. */
  SimulatedStore(Chance chance, Mutant mutant, Consumer<RoundCommit> onCommit) {
    this.mutant = mutant;
    this.onCommit = onCommit;
    refusesOldWrites = chance.happens(0.5);
    knowsOldCommits = chance.happens(0.5);
  }

  @Override
  public TakeOver takeOver() {
    generation++;
    if (mutant != Mutant.STORE_TAKES_OLD_GENERATIONS) {
      uncommitted.clear();
    }
    return new TakeOver(generation, last);
  }

  @Override
  public void enter(long ofGeneration) throws StoreException {
    fence(ofGeneration);
  }

  private void fence(long ofGeneration) throws StoreException {
    if (ofGeneration < generation && mutant != Mutant.STORE_TAKES_OLD_GENERATIONS) {
      throw new StoreException(
          StoreException.Kind.FENCED,
          "generation [" + generation + "] has begun after [" + ofGeneration + "]",
          null);
    }
  }

  @Override
  public List<Optional<StoredState>> load(String step, List<String> keys) {
    Map<String, StoredState> ofStep = of(step);
    return keys.stream().map(key -> Optional.ofNullable(ofStep.get(key))).toList();
  }

  private TreeMap<String, StoredState> of(String step) {
    return states.computeIfAbsent(step, s -> new TreeMap<>());
  }

  @Override
  public long write(long ofGeneration, long round, List<StateChange> changes)
      throws StoreException {
    if (refusesOldWrites) {
      fence(ofGeneration);
    }
    List<StateChange> all =
        uncommitted.computeIfAbsent(new Cut(ofGeneration, round), cut -> new ArrayList<>());
    all.removeIf(
        old ->
            changes.stream()
                .anyMatch(c -> c.step().equals(old.step()) && c.key().equals(old.key())));
    all.addAll(changes);
    return changes.size();
  }

  @Override
  public void commit(RoundCommit commit) throws StoreException {
    boolean again = last.equals(Optional.of(commit));
    if (again && knowsOldCommits) {
      return;
    }
    fence(commit.generation());
    if (again) {
      return;
    }
    long before = last.map(RoundCommit::round).orElse(0L);
    if (commit.round() != before + 1) {
      throw new StoreException(
          StoreException.Kind.REFUSED, "the last round is [" + before + "]", null);
    }
    List<StateChange> changes = uncommitted.remove(new Cut(commit.generation(), commit.round()));
    for (StateChange change : changes == null ? List.<StateChange>of() : changes) {
      of(change.step())
          .put(
              change.key(),
              new StoredState(
                  commit.round(),
                  change.version(),
                  change.lastTouched(),
                  Objects.requireNonNull(change.state())));
    }
    last = Optional.of(commit);
    onCommit.accept(commit);
  }

  @Override
  public void prune(long round) {}

  @Override
  public List<String> keys(String step, String prefix, Optional<String> after, int limit) {
    return of(step).keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .filter(key -> after.isEmpty() || key.compareTo(after.get()) > 0)
        .limit(limit)
        .toList();
  }

  /** The simulation's objects have none. */
  @Override
  public List<KeyTimer> timers(
      String step, TimeDomain domain, Optional<KeyTimer> after, int limit) {
    return List.of();
  }

  @Override
  public void close() {}

  Optional<RoundCommit> last() {
    return last;
  }

  long generation() {
    return generation;
  }
}
