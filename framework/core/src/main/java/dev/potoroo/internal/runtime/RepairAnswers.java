package dev.potoroo.internal.runtime;

import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.SourceOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Answers questions about quarantined keys of this node, and takes orders for its keys and for
 * sources. What is asked about a key wakes nothing; it comes from the last commit if it is not in
 * memory.
 */
final class RepairAnswers {
  private final Node node;
  private final String self;
  private final HoldStatus status;

  RepairAnswers(Node node, String self) {
    this.node = node;
    this.self = self;
    this.status = new HoldStatus(node, self);
  }

  void order(NodeMessage.RepairOrdered ordered) {
    LaneWork lane = laneOf(ordered.repair().key());
    PendingOrder<Repair> order = new PendingOrder<>(ordered.repair(), ordered.replyTo());
    lane.onLane(() -> lane.take(ordered.step(), order));
  }

  void order(NodeMessage.SourceOrdered ordered) {
    LaneWork lane = laneOf(LaneSources.nameOf(ordered.order()));
    PendingOrder<SourceOrder> order = new PendingOrder<>(ordered.order(), ordered.replyTo());
    lane.onLane(() -> lane.take(order));
  }

  private LaneWork laneOf(String key) {
    return node.parts().workOf(shardOf(key));
  }

  private int shardOf(String key) {
    return KeyShards.shardOf(key, node.settings().shards());
  }

  /** The first keys in order, of all lanes. */
  void quarantined(NodeMessage.GetQuarantined get) {
    List<CompletableFuture<List<String>>> answers = new ArrayList<>();
    for (LaneWork lane : node.parts().work()) {
      CompletableFuture<List<String>> answer = new CompletableFuture<>();
      answers.add(answer);
      lane.onLane(
          () -> answer.complete(first(lane.step(get.step()).holds().parked().quarantined(), get)));
    }
    var unused =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .thenAccept(
                done ->
                    get.replyTo()
                        .tell(
                            NodeMessage.KeysAnswer.thatFits(
                                answers.stream()
                                    .flatMap(answer -> answer.join().stream())
                                    .sorted()
                                    .limit(get.limit())
                                    .map(key -> new EntityPage.Item(key, shardOf(key), self))
                                    .toList(),
                                node.settings().wire().maxMessageSize())));
  }

  private static List<String> first(NavigableSet<String> keys, NodeMessage.GetQuarantined get) {
    NavigableSet<String> from = keys.tailSet(get.prefix(), true);
    NavigableSet<String> after =
        get.after().filter(cursor -> cursor.compareTo(get.prefix()) > 0).isPresent()
            ? from.tailSet(get.after().get(), false)
            : from;
    return after.stream()
        .takeWhile(key -> key.startsWith(get.prefix()))
        .limit(get.limit())
        .toList();
  }

  void hold(NodeMessage.GetHold get) {
    LaneWork lane = laneOf(get.key());
    lane.onLane(() -> hold(get, lane.step(get.step()).holds().parked()));
  }

  private void hold(NodeMessage.GetHold get, ParkedSlots parked) {
    if (!parked.quarantined().contains(get.key())) {
      get.replyTo().tell(new NodeMessage.HoldAnswer(Optional.empty(), ""));
      return;
    }
    Slot slot = parked.inMemory(get.key());
    Hold hold = slot == null ? null : slot.hold();
    if (hold != null && hold.records.missing() == null) {
      get.replyTo().tell(new NodeMessage.HoldAnswer(Optional.of(status(get, hold)), ""));
    } else {
      stored(get);
    }
  }

  private void stored(NodeMessage.GetHold get) {
    String step = vertex(get).name();
    var unused =
        node.store()
            .orElseThrow()
            .ask(store -> HoldRows.read(store, step, get.key()))
            .whenComplete(
                (found, failure) ->
                    get.replyTo()
                        .tell(
                            failure == null
                                ? new NodeMessage.HoldAnswer(
                                    found.map(hold -> status(get, hold)), "")
                                : new NodeMessage.HoldAnswer(
                                    Optional.empty(), NodeAnswers.reason(failure))));
  }

  private StepVertex vertex(NodeMessage.GetHold get) {
    return node.topology().steps().get(get.step());
  }

  private QuarantineStatus status(NodeMessage.GetHold get, Hold hold) {
    return status.of(get.step(), hold, get.records());
  }
}
