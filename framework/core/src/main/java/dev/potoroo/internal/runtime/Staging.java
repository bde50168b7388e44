package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.connector.FencedException;
import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.fault.FaultPoint;
import dev.potoroo.internal.staging.Recovery;
import dev.potoroo.internal.staging.SegmentKey;
import dev.potoroo.internal.staging.SlotMark;
import dev.potoroo.internal.topology.Topology.SinkVertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Opens a sink whose output is staged in the store. First publishes what was committed before: each
 * node that of its own slot, and of its share of slots whose nodes are gone. All nodes have done so
 * before records flow, so that nothing of this generation is published before what came earlier.
 */
final class Staging {
  private final Node node;
  private final SinkVertex vertex;
  private final SinkConnector connector;
  private final Generation generation;
  private final Stage stage;
  private final String what;
  private final Consumer<Optional<String>> onAway;
  private final TreeMap<Integer, SlotMark> marks = new TreeMap<>();
  private final List<SegmentKey> published = new ArrayList<>();

  private Staging(
      Node node,
      SinkVertex vertex,
      SinkConnector connector,
      Generation generation,
      Consumer<Optional<String>> onAway) {
    this.node = node;
    this.vertex = vertex;
    this.connector = connector;
    this.generation = generation;
    this.stage = new Stage(node, vertex.name(), generation.number());
    this.what = "sink [" + vertex.name() + "]";
    this.onAway = onAway;
  }

  /**
   * Opens it; blocks until all that is to be published before is.
   *
   * @param marks what the last commit knows of the sink
   * @param onAway told when the outside system does not answer, with what is known, and when it
   *     does again
   * @return empty if the connector does not publish rounds
   * @throws NodeStore.UnwantedException if the generation is over
   */
  static Optional<StagingWriter> open(
      Node node,
      SinkVertex vertex,
      SinkConnector connector,
      Generation generation,
      Map<String, String> marks,
      Consumer<Optional<String>> onAway)
      throws Exception {
    Staging staging = new Staging(node, vertex, connector, generation, onAway);
    Optional<RoundPublisher> publisher = staging.publisher(generation.self());
    staging.marks.putAll(SlotMark.in(marks));
    if (publisher.isEmpty()) {
      staging.warnOfWhatIsLeft();
      return Optional.empty();
    }
    return Optional.of(staging.open(publisher.get()));
  }

  /** Another connector may have been bound to the sink before it had published everything. */
  private void warnOfWhatIsLeft() {
    for (int slot : marks.keySet()) {
      SortedMap<Long, List<SegmentKey>> staged = stage.staged(slot);
      if (!staged.isEmpty()) {
        node.log()
            .warn(
                "{} had another connector, and output of rounds {} is still in the store for it: it"
                    + " may not have been published. Bind that connector again to have it done",
                what,
                staged.keySet());
      }
    }
  }

  private StagingWriter open(RoundPublisher publisher) throws Exception {
    int self = generation.self();
    FaultPoint.SINK_RECOVER_BEFORE.reached();
    SlotMark mark = marks.computeIfAbsent(self, s -> new SlotMark(UUID.randomUUID().toString(), 0));
    Publishing own = publishing(publisher);
    try {
      long last = recover(self, mark, own);
      recoverOthers();
      FaultPoint.SINK_RECOVER_AFTER.reached();
      Publications publications =
          new Publications(
              own,
              mark.lineage(),
              last,
              this::failed,
              task -> node.thread("publish-" + vertex.name(), task));
      return new StagingWriter(
          self,
          mark.lineage(),
          stage,
          publications,
          published,
          node.settings().rounds().stagedSize(),
          () -> node.cutWanted(generation.number()));
    } catch (Exception e) {
      own.close();
      throw e;
    }
  }

  private void recoverOthers() throws Exception {
    int nodes = generation.assignment().nodes().size();
    for (Map.Entry<Integer, SlotMark> slot : marks.tailMap(nodes).entrySet()) {
      boolean isHere = slot.getKey() % nodes == generation.self();
      if (isHere && !stage.staged(slot.getKey()).isEmpty()) {
        try (Publishing publishing = publishing(publisher(slot.getKey()).orElseThrow())) {
          recover(slot.getKey(), slot.getValue(), publishing);
        }
      }
    }
  }

  /** Publishes what is committed of a slot; the last round that is published then. */
  private long recover(int slot, SlotMark mark, Publishing publishing) throws Exception {
    Optional<RoundMarker> marker = publishing.takeOver();
    if (!publishing.keepsMarker() && mark.published() > 0) {
      // What is published again after that is known there by its id.
      marker = Optional.of(new RoundMarker(mark.lineage(), mark.published()));
    }
    SortedMap<Long, List<SegmentKey>> staged = stage.staged(slot);
    // Not what the commit knows: another has published since, and renewing an older marker would
    // have that published again.
    long last = Recovery.published(mark, marker);
    for (long round :
        Recovery.toPublish(mark, new TreeSet<>(staged.keySet()), node.committedRound(), marker)) {
      List<SegmentKey> segments = staged.getOrDefault(round, List.of());
      publishing.publish(new RoundMarker(mark.lineage(), round), stage.read(segments));
      node.log().info("{}: round [{}], committed before, is published now", what, round);
      last = round;
    }
    staged.values().forEach(published::addAll);
    return last;
  }

  private Optional<RoundPublisher> publisher(int slot) {
    return connector.publisher(
        new PublisherContext(
            node.topology().pipeline(), vertex.name(), slot, vertex.sink().codec().name()));
  }

  private Publishing publishing(RoundPublisher publisher) {
    return new Publishing(what, publisher, stage::wanted, onAway, node.log());
  }

  private void failed(Throwable t) {
    if (t instanceof FencedException) {
      node.broken(generation.number(), what + " was taken over: " + t.getMessage());
    } else {
      node.fail(
          new PotorooException(
              ErrorCode.CONNECTOR_FAILED,
              "Sink [" + vertex.name() + "] failed: " + Fatal.describe(t),
              t));
    }
  }
}
