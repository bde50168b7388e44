package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.SinkVertex;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.store.StoredState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about what is on this node. State objects are read on their lane, between
 * records.
 */
final class NodeAnswers {
  private final Node node;
  private final Topology topology;
  private final ResolvedBindings bindings;
  private final String self;

  NodeAnswers(Node node, ResolvedBindings bindings, String self) {
    this.node = node;
    this.topology = node.topology();
    this.bindings = bindings;
    this.self = self;
  }

  void entity(NodeMessage.GetEntity get) {
    int shard = KeyShards.shardOf(get.key(), node.settings().shards());
    LaneWork lane = node.parts().workOf(shard);
    lane.onLane(
        () -> {
          Slot slot = lane.step(get.step()).slots().get(get.key());
          boolean loaded = slot != null && slot.loaded();
          if (!loaded && node.store().isPresent()) {
            stored(node.store().get(), get, shard);
          } else {
            answer(get, slot == null || !slot.exists() ? null : live(get, slot, shard));
          }
        });
  }

  private static void answer(NodeMessage.GetEntity get, @Nullable EntityStatus status) {
    get.replyTo().tell(new NodeMessage.EntityAnswer(Optional.ofNullable(status), ""));
  }

  private EntityStatus live(NodeMessage.GetEntity get, Slot object, int shard) {
    StepVertex vertex = topology.steps().get(get.step());
    JsonNode state = new StateJson(vertex, node.masking()).shown(object.state());
    ShownTime time = new ShownTime(node, vertex, object.state(), state);
    return new EntityStatus(
        topology.pipeline(),
        vertex.name(),
        object.key,
        state,
        object.version(),
        held(Optional.ofNullable(object.hold())),
        object.lastTouched(),
        time.timers(object.setTimers(), object.lastTouched()),
        time.windows(),
        time.more(),
        granularity(vertex),
        shard,
        self,
        true,
        null);
  }

  private static long held(Optional<Hold> hold) {
    return hold.map(one -> one.records.count()).orElse(0L);
  }

  private static String granularity(StepVertex vertex) {
    return vertex.step().isDense() ? "dense" : "object";
  }

  /** Reads the last commit; nothing comes to life by that. */
  private void stored(NodeStore store, NodeMessage.GetEntity get, int shard) {
    StepVertex vertex = topology.steps().get(get.step());
    // Looked up first: what is read then is of this round, or a newer one.
    long round = node.committedRound();
    var unused =
        store
            .ask(
                s ->
                    new Stored(
                        s.load(vertex.name(), List.of(get.key())).get(0),
                        held(HoldRows.read(s, vertex.name(), get.key()))))
            .whenComplete(
                (found, failure) -> {
                  if (failure != null) {
                    get.replyTo()
                        .tell(new NodeMessage.EntityAnswer(Optional.empty(), reason(failure)));
                  } else {
                    answer(
                        get,
                        found
                            .state()
                            .map(one -> committed(vertex, get, one, found.held(), shard, round))
                            .orElse(null));
                  }
                });
  }

  static String reason(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** What the last commit has of a key. */
  private record Stored(Optional<StoredState> state, long held) {}

  private EntityStatus committed(
      StepVertex vertex,
      NodeMessage.GetEntity get,
      StoredState stored,
      long held,
      int shard,
      long round) {
    JsonNode state = new StateJson(vertex, node.masking()).decoded(stored.state());
    ShownTime time = new ShownTime(node, vertex, windows(vertex, stored), state);
    return new EntityStatus(
        topology.pipeline(),
        vertex.name(),
        get.key(),
        state,
        stored.version(),
        held,
        stored.lastTouched(),
        time.timers(stored.timers(), stored.lastTouched()),
        time.windows(),
        time.more(),
        granularity(vertex),
        shard,
        self,
        false,
        round);
  }

  /** A state that may have windows; null if it cannot be decoded, which is said in place of it. */
  private static @Nullable Object windows(StepVertex vertex, StoredState stored) {
    if (!vertex.step().hasWindows()) {
      return null;
    }
    try {
      return vertex.step().stateCodec().decode(stored.state());
    } catch (Exception e) {
      return null;
    }
  }

  void keys(NodeMessage.GetKeys get) {
    List<CompletableFuture<LaneKeys>> answers = new ArrayList<>();
    for (LaneWork lane : node.parts().work()) {
      CompletableFuture<LaneKeys> answer = new CompletableFuture<>();
      answers.add(answer);
      lane.onLane(() -> answer.complete(keysOf(lane.step(get.step()), get)));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> LaneKeys.union(answers.stream().map(CompletableFuture::join).toList()))
        .thenCompose(live -> withStored(live, get))
        .thenAccept(
            keys ->
                get.replyTo()
                    .tell(
                        NodeMessage.KeysAnswer.thatFits(
                            items(keys, get.limit()), node.settings().wire().maxMessageSize())))
        .exceptionally(
            failure -> {
              get.replyTo().tell(new NodeMessage.KeysAnswer(List.of(), false, reason(failure)));
              return null;
            });
  }

  /**
   * Keys in memory.
   *
   * @param first the first ones in order of objects that exist
   * @param gone those of objects that do not exist any more, whatever the store says
   */
  private record LaneKeys(List<String> first, Set<String> gone) {
    static LaneKeys union(List<LaneKeys> all) {
      Set<String> gone = new HashSet<>();
      List<String> first = new ArrayList<>();
      for (LaneKeys one : all) {
        first.addAll(one.first());
        gone.addAll(one.gone());
      }
      return new LaneKeys(first, gone);
    }
  }

  private CompletableFuture<Collection<String>> withStored(LaneKeys live, NodeMessage.GetKeys get) {
    TreeSet<String> keys = new TreeSet<>(live.first());
    if (node.store().isEmpty()) {
      return CompletableFuture.completedFuture(keys);
    }
    String step = topology.steps().get(get.step()).name();
    return node.store()
        .get()
        .ask(
            store -> {
              int found = 0;
              int page = get.limit() + live.gone().size();
              Optional<String> after = get.after();
              while (found < get.limit()) {
                List<String> next = store.keys(step, get.prefix(), after, page);
                for (String key : next) {
                  if (isHere(key) && !live.gone().contains(key)) {
                    keys.add(key);
                    found++;
                  }
                }
                if (next.size() < page) {
                  break;
                }
                after = Optional.of(next.get(next.size() - 1));
              }
              return keys;
            });
  }

  private boolean isHere(String key) {
    Generation current = node.parts().generation();
    return current != null
        && current.assignment().homeOfShard().get(KeyShards.shardOf(key, node.settings().shards()))
            == current.self();
  }

  private List<EntityPage.Item> items(Collection<String> keys, int limit) {
    return keys.stream()
        .limit(limit)
        .map(
            key -> new EntityPage.Item(key, KeyShards.shardOf(key, node.settings().shards()), self))
        .toList();
  }

  /** The first keys in order, found in one pass with a heap of that many: there may be millions. */
  private static LaneKeys keysOf(LaneStep step, NodeMessage.GetKeys get) {
    PriorityQueue<String> first = new PriorityQueue<>(Collections.reverseOrder());
    Set<String> gone = new HashSet<>();
    step.slots()
        .forEach(
            slot -> {
              String key = slot.key;
              if (!slot.loaded()
                  || !key.startsWith(get.prefix())
                  || get.after().isPresent() && key.compareTo(get.after().get()) <= 0) {
                return;
              }
              if (!slot.exists()) {
                gone.add(key);
              } else if (first.size() < get.limit() || key.compareTo(first.element()) < 0) {
                first.add(key);
                if (first.size() > get.limit()) {
                  first.remove();
                }
              }
            });
    return new LaneKeys(List.copyOf(first), gone);
  }

  void status(PipelineStatus.State state, ActorRef<NodeReport> replyTo) {
    replyTo.tell(
        new NodeReport(
            state,
            topology.sources().stream().map(this::source).toList(),
            topology.steps().stream().map(this::step).toList(),
            topology.sinks().stream().map(this::sink).toList(),
            nodeStatus()));
  }

  private PipelineStatus.SourceStatus source(SourceVertex vertex) {
    PartCounters counters = node.sourceCounters(vertex.index());
    List<String> opened = node.parts().sources().descriptions(vertex.index());
    return new PipelineStatus.SourceStatus(
        vertex.name(),
        opened.isEmpty() ? bindings.source(vertex.index()).describe() : String.join(", ", opened),
        counters.records.sum(),
        counters.deadLetters.sum(),
        counters.skipped.sum(),
        node.parts().sources().lag(vertex.index()),
        node.parts().sources().ended(vertex.index()),
        node.pauses().of(vertex.name()),
        node.parts().sources().idle(vertex.index(), node.clock().millis()));
  }

  private PipelineStatus.StepStatus step(StepVertex vertex) {
    PartCounters counters = node.stepCounters(vertex.index());
    return new PipelineStatus.StepStatus(
        vertex.name(),
        counters.records.sum(),
        counters.emitted.sum(),
        node.objects(vertex.index()).get(),
        counters.deadLetters.sum(),
        counters.skipped.sum(),
        counters.retries.sum(),
        node.quarantined(vertex.index()).get());
  }

  private PipelineStatus.SinkStatus sink(SinkVertex vertex) {
    PartCounters counters = node.sinkCounters(vertex.index());
    return new PipelineStatus.SinkStatus(
        vertex.name(),
        bindings.sink(vertex.index()).describe(),
        counters.records.sum(),
        counters.deadLetters.sum(),
        counters.skipped.sum(),
        counters.retries.sum());
  }

  private PipelineStatus.NodeStatus nodeStatus() {
    Generation current = node.parts().generation();
    int shards = current == null ? 0 : current.assignment().shardsOf(current.self());
    long objects =
        topology.steps().stream().mapToLong(step -> node.objects(step.index()).get()).sum();
    return new PipelineStatus.NodeStatus(
        self,
        shards,
        objects,
        current == null ? 0 : current.localOrigin().inFlight(),
        waitingFor(current),
        node.references().inForce().status());
  }

  /** Of which sources, if it is to come from this node. */
  private String unread() {
    List<String> sources = node.parts().sources().loadingNow();
    return sources.isEmpty() ? "" : " of source " + sources;
  }

  private List<String> waitingFor(@Nullable Generation current) {
    List<String> waiting = new ArrayList<>(node.parts().waitingFor());
    waiting.addAll(node.parts().outside());
    if (current != null && current.localOrigin().isFull()) {
      waiting.add("room in the window of " + node.settings().window() + " records");
    }
    if (node.references().isFirst()) {
      waiting.add("reference data" + unread() + ", which is read before anything else");
    }
    if (node.crowdedLanes().get() > 0) {
      waiting.add("room in memory: the store has to take objects or held records first");
    }
    if (node.calls().full()) {
      waiting.add(
          "calls of async steps: so many records wait for some as potoroo.async.pending says");
    }
    return waiting;
  }
}
