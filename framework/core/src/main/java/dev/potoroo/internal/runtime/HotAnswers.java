package dev.potoroo.internal.runtime;

import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.HotKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Says which keys of this node have most of something. */
final class HotAnswers {
  /** Keys that are quarantined, but in the store alone, and are looked up there. */
  private static final int MOST_STORED = 500;

  private final Node node;
  private final String self;

  HotAnswers(Node node, String self) {
    this.node = node;
    this.self = self;
  }

  /** What is known of some keys of a lane, and keys whose held records only the store knows. */
  private record Found(List<HotKeys.Item> items, List<String> stored) {}

  void answer(InspectMessage.GetHot get) {
    List<CompletableFuture<Found>> answers = new ArrayList<>();
    for (LaneWork lane : node.parts().work()) {
      answers.add(lane.ask(() -> found(lane, get)));
    }
    var unused =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .thenCompose(
                done -> withStored(answers.stream().map(CompletableFuture::join).toList(), get))
            .whenComplete(
                (items, failure) ->
                    get.replyTo()
                        .tell(
                            failure == null
                                ? new InspectMessage.HotAnswer(first(items, get), "")
                                : new InspectMessage.HotAnswer(
                                    List.of(), NodeAnswers.reason(failure))));
  }

  private static List<HotKeys.Item> first(List<HotKeys.Item> items, InspectMessage.GetHot get) {
    return items.stream()
        .filter(item -> amount(item, get.by()) > 0)
        .sorted(order(get.by()))
        .limit(get.limit())
        .toList();
  }

  /** The most first; those that have the same in the order of their keys. */
  static Comparator<HotKeys.Item> order(HotKeys.By by) {
    return Comparator.<HotKeys.Item>comparingDouble(item -> -amount(item, by))
        .thenComparing(HotKeys.Item::key);
  }

  private static double amount(HotKeys.Item item, HotKeys.By by) {
    return switch (by) {
      case RATE -> item.recordsPerSecond();
      case TIME -> item.busy();
      case HELD -> item.held();
      case SIZE -> {
        Integer bytes = item.stateBytes();
        yield bytes == null ? 0 : bytes;
      }
    };
  }

  // ---- on the lane

  private Found found(LaneWork lane, InspectMessage.GetHot get) {
    LaneStep step = lane.step(get.step());
    Map<String, HotSketch.Load> loads = step.hot().loads(node.clock().millis());
    Map<String, Integer> sizes = sizes(lane, get.step());
    Collection<String> candidates =
        switch (get.by()) {
          case RATE, TIME -> loads.keySet();
          case SIZE -> sizes.keySet();
          case HELD -> heldOrWaiting(step);
        };
    List<HotKeys.Item> items =
        candidates.stream()
            .map(key -> item(step, key, loads.getOrDefault(key, HotSketch.Load.NONE), sizes))
            .toList();
    List<String> stored =
        get.by() != HotKeys.By.HELD
            ? List.of()
            : step.holds().parked().quarantined().stream()
                .filter(key -> step.holds().parked().inMemory(key) == null)
                .limit(MOST_STORED)
                .toList();
    return new Found(items, stored);
  }

  private Map<String, Integer> sizes(LaneWork lane, int step) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    Generation current = lane.generation();
    for (LargestStates.Size size : node.largest(step).all()) {
      if (current != null
          && current.isHome(size.key())
          && node.parts().workOf(shardOf(size.key())) == lane) {
        sizes.put(size.key(), size.bytes());
      }
    }
    return sizes;
  }

  private static List<String> heldOrWaiting(LaneStep step) {
    List<String> keys = new ArrayList<>();
    step.slots()
        .forEach(
            slot -> {
              if (waiting(slot) > 0) {
                keys.add(slot.key);
              }
            });
    return keys;
  }

  private static long waiting(Slot slot) {
    Hold hold = slot.hold();
    return slot.count() + (hold == null ? 0 : hold.records.count());
  }

  private HotKeys.Item item(
      LaneStep step, String key, HotSketch.Load load, Map<String, Integer> sizes) {
    Slot slot = step.slots().get(key);
    return new HotKeys.Item(
        key,
        // More would look exact.
        Math.round(load.recordsPerSecond() * 10) / 10.0,
        Math.round(load.busy() * 1e6) / 1e6,
        slot == null ? 0 : waiting(slot),
        sizes.get(key),
        shardOf(key),
        self);
  }

  private int shardOf(String key) {
    return KeyShards.shardOf(key, node.settings().shards());
  }

  // ---- in the store

  private CompletableFuture<List<HotKeys.Item>> withStored(
      List<Found> lanes, InspectMessage.GetHot get) {
    List<HotKeys.Item> items = new ArrayList<>();
    List<String> stored = new ArrayList<>();
    lanes.forEach(
        lane -> {
          items.addAll(lane.items());
          stored.addAll(lane.stored());
        });
    if (stored.isEmpty() || node.store().isEmpty()) {
      return CompletableFuture.completedFuture(items);
    }
    StepVertex vertex = node.topology().steps().get(get.step());
    return node.store()
        .get()
        .ask(
            store -> {
              Map<String, Long> held = new HashMap<>();
              for (String key : stored) {
                Optional<Hold> hold = HoldRows.read(store, vertex.name(), key);
                hold.ifPresent(one -> held.put(key, one.records.count()));
              }
              held.forEach(
                  (key, count) ->
                      items.add(new HotKeys.Item(key, 0, 0, count, null, shardOf(key), self)));
              return items;
            });
  }
}
