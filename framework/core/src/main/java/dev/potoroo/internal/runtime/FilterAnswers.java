package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.store.StoredState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Says which of some keys of this node a filter lets through. */
final class FilterAnswers {
  private final Node node;

  FilterAnswers(Node node) {
    this.node = node;
  }

  /** Of keys in memory those that pass, and those that only the store knows. */
  private record Seen(Set<String> passed, List<String> stored) {}

  void answer(InspectMessage.FilterKeys ask) {
    Map<LaneWork, List<String>> byLane = new HashMap<>();
    for (String key : ask.keys()) {
      LaneWork lane = node.parts().workOf(KeyShards.shardOf(key, node.settings().shards()));
      byLane.computeIfAbsent(lane, i -> new ArrayList<>()).add(key);
    }
    List<CompletableFuture<Seen>> answers = new ArrayList<>();
    byLane.forEach(
        (lane, keys) -> answers.add(lane.ask(() -> seen(lane.step(ask.step()), keys, ask))));
    var unused =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .thenCompose(
                done -> withStored(answers.stream().map(CompletableFuture::join).toList(), ask))
            .whenComplete(
                (passed, failure) ->
                    ask.replyTo()
                        .tell(
                            failure == null
                                ? new InspectMessage.FilterAnswer(
                                    ask.keys().stream().filter(passed::contains).toList(), "")
                                : new InspectMessage.FilterAnswer(
                                    List.of(), NodeAnswers.reason(failure))));
  }

  private Seen seen(LaneStep step, List<String> keys, InspectMessage.FilterKeys ask) {
    StepVertex vertex = vertex(ask);
    StateJson states = new StateJson(vertex, node.masking());
    Set<String> passed = new HashSet<>();
    List<String> stored = new ArrayList<>();
    for (String key : keys) {
      Slot slot = step.slots().get(key);
      StateObject object = slot == null ? null : slot.object();
      if (object == null) {
        stored.add(key);
      } else if (object.exists()
          && passes(ask.filter(), object.lastTouched(), () -> states.shown(object.state()))) {
        passed.add(key);
      }
    }
    return new Seen(passed, stored);
  }

  private StepVertex vertex(InspectMessage.FilterKeys ask) {
    return node.topology().steps().get(ask.step());
  }

  private boolean passes(KeyFilter filter, Instant touched, Supplier<JsonNode> state) {
    Duration untouched = Duration.between(touched, node.clock().instant());
    return filter.test(untouched, filter.where().isPresent() ? state.get() : NullNode.instance);
  }

  private CompletableFuture<Set<String>> withStored(
      List<Seen> lanes, InspectMessage.FilterKeys ask) {
    Set<String> passed = new HashSet<>();
    List<String> stored = new ArrayList<>();
    lanes.forEach(
        lane -> {
          passed.addAll(lane.passed());
          stored.addAll(lane.stored());
        });
    if (stored.isEmpty() || node.store().isEmpty()) {
      return CompletableFuture.completedFuture(passed);
    }
    StepVertex vertex = vertex(ask);
    StateJson states = new StateJson(vertex, node.masking());
    return node.store()
        .get()
        .ask(store -> store.load(vertex.name(), stored))
        .thenApply(
            rows -> {
              for (int i = 0; i < stored.size(); i++) {
                Optional<StoredState> row = rows.get(i);
                if (row.isPresent()
                    && passes(
                        ask.filter(),
                        row.get().lastTouched(),
                        () -> states.decoded(row.get().state()))) {
                  passed.add(stored.get(i));
                }
              }
              return passed;
            });
  }
}
