package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.Answered;
import dev.potoroo.status.Answered.Outcome;
import dev.potoroo.status.EntityHistory;
import dev.potoroo.status.EntityHistory.Current;
import dev.potoroo.status.EntityHistory.Superseded;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the history of objects from the store: each node can, wherever the object lives.
 * Thread-safe.
 */
final class HistoryReader {
  private static final int TRIES = 10;

  private final Node node;

  HistoryReader(Node node) {
    this.node = node;
  }

  /** What was read of an object at one commit. */
  private record Read(Optional<StoredState> current, HistoryRow superseded) {}

  /** Fails with a {@link StoreException}. */
  CompletableFuture<Answered<EntityHistory>> read(int step, String key, int limit) {
    StepVertex vertex = node.topology().steps().get(step);
    HistoryLimits limits = HistoryLimits.of(vertex, node.settings());
    if (limits.versions() == 0 || node.store().isEmpty()) {
      return CompletableFuture.completedFuture(
          Answered.not(Outcome.NOT_KEPT, "step [" + vertex.name() + "] keeps no history"));
    }
    return node.store()
        .get()
        .ask(store -> read(store, vertex.name(), key))
        .thenApply(read -> shown(vertex, key, read, limits, limit));
  }

  /** A round that is committed between two reads has changed both or none: then it reads again. */
  private static Read read(StateStore store, String step, String key) throws StoreException {
    List<String> keys = List.of(key);
    Optional<StoredState> row = store.load(HistoryRow.stepOf(step), keys).get(0);
    Optional<StoredState> current = Optional.empty();
    for (int i = 0; i < TRIES; i++) {
      current = store.load(step, keys).get(0);
      Optional<StoredState> again = store.load(HistoryRow.stepOf(step), keys).get(0);
      if (round(again) == round(row)) {
        break;
      }
      row = again;
    }
    return new Read(
        current,
        row.isPresent() ? HistoryRow.decoded(step, key, row.get().state()) : HistoryRow.NONE);
  }

  private static long round(Optional<StoredState> row) {
    return row.map(StoredState::round).orElse(0L);
  }

  private Answered<EntityHistory> shown(
      StepVertex vertex, String key, Read read, HistoryLimits limits, int limit) {
    List<HistoryRow.Version> kept = read.superseded().keptAt(node.clock().instant(), limits);
    if (read.current().isEmpty() && kept.isEmpty()) {
      return Answered.not(Outcome.NO_SUCH_ENTITY, "there is no object with this key");
    }
    StateJson states = new StateJson(vertex, node.masking());
    Current current =
        read.current()
            .map(
                now ->
                    new Current(
                        now.version(), now.round(), now.lastTouched(), states.decoded(now.state())))
            .orElse(null);
    List<HistoryRow.Version> asked = kept.subList(Math.max(0, kept.size() - limit), kept.size());
    return Answered.ok(
        new EntityHistory(
            vertex.name(),
            key,
            limits.versions(),
            limits.age(),
            current,
            superseded(asked, current == null ? null : current.state(), states),
            kept.size() - asked.size()));
  }

  /** From the latest on, each compared with what came after it. */
  private static List<Superseded> superseded(
      List<HistoryRow.Version> versions, @Nullable JsonNode current, StateJson states) {
    List<Superseded> shown = new ArrayList<>();
    JsonNode next = current;
    for (int i = versions.size() - 1; i >= 0; i--) {
      HistoryRow.Version one = versions.get(i);
      byte[] stored = one.state();
      JsonNode state = stored == null ? null : states.decoded(stored);
      JsonNode patch =
          one.removed() || state == null || next == null ? null : JsonPatch.between(state, next);
      shown.add(
          new Superseded(
              one.version(),
              one.round(),
              one.lastTouched(),
              one.supersededIn(),
              one.supersededAt(),
              one.removed(),
              state,
              patch));
      next = state;
    }
    return shown;
  }
}
