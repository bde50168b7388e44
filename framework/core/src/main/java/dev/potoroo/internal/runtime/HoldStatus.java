package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.status.QuarantineStatus;
import java.util.ArrayList;
import java.util.List;

/** What holds of quarantined keys are for people. */
final class HoldStatus {
  private final Node node;
  private final String self;

  /** Of the holds of a node with that address. */
  HoldStatus(Node node, String self) {
    this.node = node;
    this.self = self;
  }

  /** A hold of a key of a step, with so many of its records at most. */
  QuarantineStatus of(int step, Hold hold, int most) {
    Topology topology = node.topology();
    return new QuarantineStatus(
        topology.pipeline(),
        topology.steps().get(step).name(),
        hold.key,
        hold.fault.reason(),
        hold.fault.type(),
        hold.fault.error(),
        hold.fault.since(),
        hold.records.count(),
        hold.records.headNumber(),
        records(step, hold, most),
        KeyShards.shardOf(hold.key, node.settings().shards()),
        self);
  }

  /** As many as fit into a message; JSON takes more room than what is held. */
  private List<JsonNode> records(int step, Hold hold, int most) {
    long left = node.settings().wire().maxMessageSize() / 4;
    List<JsonNode> records = new ArrayList<>();
    for (byte[] record : hold.records.first(most)) {
      left -= record.length;
      if (left < 0) {
        break;
      }
      records.add(node.wireFormat(step).shown(record));
    }
    return records;
  }
}
