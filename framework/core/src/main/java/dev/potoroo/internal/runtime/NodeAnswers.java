package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.Codec;
import dev.potoroo.JacksonSupport;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.SinkVertex;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;

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
    if (node.parts().lanes() == 0) {
      // The one that asks knows already who does what, this node not yet.
      get.replyTo().tell(new NodeMessage.EntityAnswer(Optional.empty()));
      return;
    }
    int shard = KeyShards.shardOf(get.key(), node.settings().shards());
    LaneWork lane = node.parts().workOf(shard);
    lane.onLane(
        () -> {
          StateObject object = lane.step(get.step()).object(get.key());
          Optional<EntityStatus> status =
              object == null ? Optional.empty() : Optional.of(describe(get.step(), object, shard));
          get.replyTo().tell(new NodeMessage.EntityAnswer(status));
        });
  }

  private EntityStatus describe(int step, StateObject object, int shard) {
    return new EntityStatus(
        topology.pipeline(),
        topology.steps().get(step).name(),
        object.key(),
        asJson(topology.steps().get(step), object.state()),
        object.version(),
        object.lastTouched(),
        shard,
        self,
        true);
  }

  @SuppressWarnings("unchecked")
  private static JsonNode asJson(StepVertex vertex, Object state) {
    Codec<Object> codec = (Codec<Object>) vertex.step().stateCodec();
    try {
      return switch (codec.name()) {
        case "json" -> JacksonSupport.json().readTree(codec.encode(state));
        case "cbor" -> JacksonSupport.cbor().readTree(codec.encode(state));
        default -> JacksonSupport.json().valueToTree(state);
      };
    } catch (Exception e) {
      return JacksonSupport.json().getNodeFactory().textNode(String.valueOf(state));
    }
  }

  void keys(NodeMessage.GetKeys get) {
    List<CompletableFuture<List<EntityPage.Item>>> answers = new ArrayList<>();
    for (int i = 0; i < node.parts().lanes(); i++) {
      LaneWork lane = node.parts().work(i);
      CompletableFuture<List<EntityPage.Item>> answer = new CompletableFuture<>();
      answers.add(answer);
      lane.onLane(() -> answer.complete(keysOf(lane.step(get.step()), get)));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
    all.thenRun(() -> get.replyTo().tell(thatFits(first(get.limit(), answers))))
        .exceptionally(
            failure -> {
              node.failInternally("keys could not be listed", failure);
              return null;
            });
  }

  private NodeMessage.KeysAnswer thatFits(List<EntityPage.Item> keys) {
    int left = node.settings().wire().maxMessageSize();
    for (int i = 0; i < keys.size(); i++) {
      EntityPage.Item item = keys.get(i);
      left -= item.key().getBytes(StandardCharsets.UTF_8).length + item.node().length() + 64;
      if (left < 0 && i > 0) {
        return new NodeMessage.KeysAnswer(keys.subList(0, i), true);
      }
    }
    return new NodeMessage.KeysAnswer(keys, false);
  }

  private static List<EntityPage.Item> first(
      int limit, List<CompletableFuture<List<EntityPage.Item>>> answers) {
    return answers.stream()
        .flatMap(answer -> answer.join().stream())
        .sorted(Comparator.comparing(EntityPage.Item::key))
        .limit(limit)
        .toList();
  }

  /** The first keys in order, found in one pass with a heap of that many: there may be millions. */
  private List<EntityPage.Item> keysOf(LaneStep step, NodeMessage.GetKeys get) {
    PriorityQueue<String> first = new PriorityQueue<>(Collections.reverseOrder());
    for (Slot slot : step.slots()) {
      String key = slot.key;
      boolean wanted =
          key.startsWith(get.prefix())
              && (get.after().isEmpty() || key.compareTo(get.after().get()) > 0)
              && (first.size() < get.limit() || key.compareTo(first.element()) < 0)
              && slot.object.exists();
      if (wanted) {
        first.add(key);
        if (first.size() > get.limit()) {
          first.remove();
        }
      }
    }
    return first.stream()
        .map(
            key -> new EntityPage.Item(key, KeyShards.shardOf(key, node.settings().shards()), self))
        .toList();
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
    List<String> opened = node.parts().descriptions(vertex.index());
    return new PipelineStatus.SourceStatus(
        vertex.name(),
        opened.isEmpty() ? bindings.source(vertex.index()).describe() : String.join(", ", opened),
        counters.records.sum(),
        counters.deadLetters.sum(),
        counters.skipped.sum(),
        node.parts().lag(vertex.index()),
        node.parts().readersEnded(vertex.index()));
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
        counters.retries.sum());
  }

  private PipelineStatus.SinkStatus sink(SinkVertex vertex) {
    PartCounters counters = node.sinkCounters(vertex.index());
    return new PipelineStatus.SinkStatus(
        vertex.name(),
        bindings.sink(vertex.index()).describe(),
        counters.records.sum(),
        counters.deadLetters.sum());
  }

  private PipelineStatus.NodeStatus nodeStatus() {
    Assignment assignment = node.parts().assignment();
    long shards =
        assignment == null
            ? 0
            : assignment.homeOfShard().stream()
                .filter(home -> home == node.parts().index())
                .count();
    long objects =
        topology.steps().stream().mapToLong(step -> node.objects(step.index()).get()).sum();
    return new PipelineStatus.NodeStatus(
        self, (int) shards, objects, node.localOrigin().inFlight());
  }
}
