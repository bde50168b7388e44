package dev.potoroo.internal.runtime;

import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Adds to what a round writes the versions that it supersedes, of steps that keep some: as of the
 * last commit, which is that of the round before. A round that leaves a state as it was supersedes
 * nothing. For one round and one thread.
 */
final class HistoryWriter {
  private final Map<String, HistoryLimits> steps;
  private final Loader loader;
  private final long round;
  private final Instant now;
  private final Map<String, Set<String>> written = new LinkedHashMap<>();

  /** Reads state objects as of the last commit, as {@link dev.potoroo.store.StateStore#load}. */
  interface Loader {
    List<Optional<StoredState>> load(String step, List<String> keys) throws StoreException;
  }

  /**
   * Writes nothing yet.
   *
   * @param steps those that keep superseded versions, by name
   */
  HistoryWriter(Map<String, HistoryLimits> steps, Loader loader, long round, Instant now) {
    this.steps = steps;
    this.loader = loader;
    this.round = round;
    this.now = now;
  }

  /** A part of the changes, and what it supersedes. */
  List<StateChange> with(List<StateChange> part) throws StoreException {
    if (steps.isEmpty()) {
      return part;
    }
    Map<String, List<StateChange>> byStep = new LinkedHashMap<>();
    for (StateChange change : part) {
      if (steps.containsKey(change.step())) {
        byStep.computeIfAbsent(change.step(), step -> new ArrayList<>()).add(change);
      }
    }
    List<StateChange> all = new ArrayList<>(part);
    for (Map.Entry<String, List<StateChange>> ofStep : byStep.entrySet()) {
      all.addAll(rows(ofStep.getKey(), ofStep.getValue()));
    }
    return all;
  }

  private List<StateChange> rows(String step, List<StateChange> changes) throws StoreException {
    HistoryLimits limits = steps.get(step);
    List<String> keys = changes.stream().map(StateChange::key).toList();
    List<Optional<StoredState>> before = loader.load(step, keys);
    List<Optional<StoredState>> kept = loader.load(HistoryRow.stepOf(step), keys);
    List<StateChange> rows = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      Optional<StoredState> old = before.get(i);
      StateChange change = changes.get(i);
      if (limits != null && old.isPresent() && !Arrays.equals(old.get().state(), change.state())) {
        rows.add(row(change, old.get(), kept.get(i), limits));
      }
    }
    return rows;
  }

  private StateChange row(
      StateChange change, StoredState old, Optional<StoredState> kept, HistoryLimits limits)
      throws StoreException {
    String step = change.step();
    String key = change.key();
    HistoryRow before =
        kept.isPresent() ? HistoryRow.decoded(step, key, kept.get().state()) : HistoryRow.NONE;
    HistoryRow.Version superseded =
        new HistoryRow.Version(
            old.version(),
            old.round(),
            old.lastTouched(),
            round,
            now,
            change.state() == null,
            old.state());
    written.computeIfAbsent(step, s -> new HashSet<>()).add(key);
    byte[] row = before.with(superseded, limits).encoded();
    return new StateChange(HistoryRow.stepOf(step), key, change.version(), now, row);
  }

  /** Whether a row of a key was given for this round. */
  boolean hasWritten(String step, String key) {
    return written.getOrDefault(step, Set.of()).contains(key);
  }
}
