package dev.potoroo.internal.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Takes packed records for one lane of this node from one other node, and gives them to the lane.
 * Used by the agent's thread.
 */
final class Ingress {
  private final Node node;
  private final Generation generation;
  private final LaneWork lane;
  private final int laneIndex;
  private final Consumer<NodeMessage> sender;
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream(0);

  Ingress(
      Node node,
      Generation generation,
      LaneWork lane,
      int laneIndex,
      Consumer<NodeMessage> sender) {
    this.node = node;
    this.generation = generation;
    this.laneIndex = laneIndex;
    this.lane = lane;
    this.sender = sender;
  }

  void accept(NodeMessage.Packed packed, Origin origin) {
    node.wireCounters().messagesReceived.increment();
    node.wireCounters().bytesReceived.add(packed.data().length);
    if (!packed.last()) {
      parts.writeBytes(packed.data());
      taken();
      return;
    }
    byte[] data = packed.data();
    if (parts.size() > 0) {
      parts.writeBytes(data);
      data = parts.toByteArray();
      parts.reset();
    }
    byte[] whole = data;
    lane.onLane(() -> unpack(packed, whole, origin));
  }

  private void unpack(NodeMessage.Packed packed, byte[] data, Origin origin) {
    try {
      Batch batch =
          node.wireFormat(packed.step()).read(packed.step(), packed.count(), data, node.tracing());
      batch.origin = origin;
      // Two nodes have no clock in common: the way from one to the other is not counted.
      batch.born = System.nanoTime() - packed.ageNanos();
      lane.handle(batch);
    } catch (IOException e) {
      node.failInternally("records from another node could not be read", e);
    } finally {
      taken();
    }
  }

  private void taken() {
    sender.accept(
        new NodeMessage.PackedTaken(generation.number(), generation.self(), laneIndex, 1));
  }
}
