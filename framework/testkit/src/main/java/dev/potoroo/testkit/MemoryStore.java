package dev.potoroo.testkit;

import dev.potoroo.store.KeyTimer;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredRecord;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TakeOver;
import dev.potoroo.store.TimeDomain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store whose data is this object: it outlives what plays the processes that use it. Objects are
 * kept in the form in which every store keeps them.
 */
final class MemoryStore implements StateStore {
  private static final Comparator<KeyTimer> IN_TURN =
      Comparator.comparingLong(KeyTimer::at)
          .thenComparing(KeyTimer::name)
          .thenComparing(KeyTimer::key);

  private final Map<String, TreeMap<String, byte[]>> steps = new HashMap<>();

  /** The changes of rounds that are not committed, all of the newest generation. */
  private final Map<Long, List<StateChange>> pending = new HashMap<>();

  private @Nullable String refusal;
  private long generation;
  private Optional<RoundCommit> last = Optional.empty();

  /** Makes the next commit fail. */
  synchronized void refuseNext(String why) {
    refusal = why;
  }

  @Override
  public synchronized TakeOver takeOver() {
    generation++;
    pending.clear();
    return new TakeOver(generation, last);
  }

  @Override
  public synchronized void enter(long entered) throws StoreException {
    refuseOld(entered);
  }

  private void refuseOld(long asked) throws StoreException {
    if (asked != generation) {
      throw new StoreException(
          StoreException.Kind.FENCED,
          "generation [" + asked + "] has been replaced by [" + generation + "]",
          null);
    }
  }

  @Override
  public synchronized List<Optional<StoredState>> load(String step, List<String> keys)
      throws StoreException {
    Map<String, byte[]> objects = steps.getOrDefault(step, new TreeMap<>());
    List<Optional<StoredState>> found = new ArrayList<>();
    for (String key : keys) {
      byte[] record = objects.get(key);
      found.add(
          record == null ? Optional.empty() : Optional.of(StoredRecord.decode(step, key, record)));
    }
    return found;
  }

  @Override
  public synchronized long write(long writing, long round, List<StateChange> changes)
      throws StoreException {
    refuseOld(writing);
    pending.computeIfAbsent(round, r -> new ArrayList<>()).addAll(changes);
    return changes.stream().mapToLong(change -> sizeOf(change, round)).sum();
  }

  private static long sizeOf(StateChange change, long round) {
    return (long) StoredRecord.nameSize(change.step(), change.key())
        + (change.state() == null ? 0 : StoredRecord.size(change, round));
  }

  @Override
  public synchronized void commit(RoundCommit commit) throws StoreException {
    if (last.equals(Optional.of(commit))) {
      return;
    }
    refuseOld(commit.generation());
    String why = refusal;
    if (why != null) {
      refusal = null;
      throw new StoreException(StoreException.Kind.REFUSED, why, null);
    }
    long next = last.map(RoundCommit::round).orElse(0L) + 1;
    if (commit.round() != next) {
      throw new StoreException(
          StoreException.Kind.REFUSED,
          "round [" + commit.round() + "] cannot be committed: the next one is [" + next + "]",
          null);
    }
    List<StateChange> changes = pending.remove(next);
    if (changes != null) {
      changes.forEach(change -> apply(change, next));
    }
    last = Optional.of(commit);
  }

  private void apply(StateChange change, long round) {
    TreeMap<String, byte[]> objects = steps.computeIfAbsent(change.step(), name -> new TreeMap<>());
    if (change.state() == null) {
      objects.remove(change.key());
    } else {
      objects.put(change.key(), StoredRecord.encode(change, round));
    }
  }

  @Override
  public void prune(long round) {}

  @Override
  public synchronized List<String> keys(
      String step, String prefix, Optional<String> after, int limit) {
    return steps.getOrDefault(step, new TreeMap<>()).tailMap(prefix).keySet().stream()
        .takeWhile(key -> key.startsWith(prefix))
        .filter(key -> after.isEmpty() || key.compareTo(after.get()) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<KeyTimer> timers(
      String step, TimeDomain domain, Optional<KeyTimer> after, int limit) throws StoreException {
    List<KeyTimer> timers = new ArrayList<>();
    for (Map.Entry<String, byte[]> one : steps.getOrDefault(step, new TreeMap<>()).entrySet()) {
      for (StoredTimer timer : StoredRecord.decode(step, one.getKey(), one.getValue()).timers()) {
        if (timer.domain() == domain) {
          timers.add(new KeyTimer(timer.at(), timer.name(), one.getKey()));
        }
      }
    }
    return timers.stream()
        .filter(timer -> after.isEmpty() || IN_TURN.compare(timer, after.get()) > 0)
        .sorted(IN_TURN)
        .limit(limit)
        .toList();
  }

  @Override
  public void close() {}
}
