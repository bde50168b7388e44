package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.fault.FaultPoint;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Prepared;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a node does for a round that ends: captures on its lanes, then encodes and writes in the
 * background. Used by the agent's thread; at most one round at a time.
 */
final class RoundWork {
  private final Node node;
  private final ResolvedBindings bindings;
  private final Consumer<NodeMessage> agent;
  private final NodeHistory history;
  private volatile List<LaneChanges> captured = List.of();
  private volatile Map<String, Map<String, Long>> positions = Map.of();
  private volatile Map<SourceRunner, Long> read = Map.of();
  private volatile long began;
  private volatile long captureNanos;
  private volatile long writeNanos;
  private volatile long objects;
  private volatile long bytes;

  RoundWork(Node node, ResolvedBindings bindings, Consumer<NodeMessage> agent) {
    this.node = node;
    this.bindings = bindings;
    this.agent = agent;
    this.history = new NodeHistory(node);
  }

  /**
   * Captures positions and what the lanes' objects have become, for which event time then comes as
   * far as {@code watermark}, and which then read the values of reference data that the round
   * before has committed; tells the agent when it is done.
   */
  void capture(long generation, long round, long watermark) {
    FaultPoint.CAPTURE_BEFORE.reached();
    began = System.nanoTime();
    positions = node.parts().positions(bindings);
    read = node.parts().sources().read();
    node.references().takeEffect(round - 1, () -> captureLanes(generation, round, watermark));
  }

  private void captureLanes(long generation, long round, long watermark) {
    List<LaneWork> lanes = node.parts().work();
    List<LaneChanges> all = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger missing = new AtomicInteger(lanes.size());
    for (LaneWork lane : lanes) {
      lane.onLane(
          () -> {
            Generation current = lane.generation();
            if (current == null || current.number() != generation) {
              // The store took its time, and there is a newer one: nothing of it may be captured.
              return;
            }
            all.add(lane.capture(round, watermark));
            if (missing.decrementAndGet() == 0) {
              captured = all;
              captureNanos = System.nanoTime() - began;
              agent.accept(new NodeMessage.LanesCaptured(generation, round));
            }
          });
    }
  }

  /** Lets the sinks prepare; each tells the agent. */
  void prepareSinks(Generation generation, long round) {
    for (SinkRunner sink : node.parts().sinks()) {
      sink.prepare(
          generation.flight(),
          round,
          marks ->
              agent.accept(
                  new NodeMessage.SinkPrepared(generation.number(), round, sink.name(), marks)));
    }
  }

  /** Writes what was captured; tells the agent when it is done. */
  void write(long generation, long round) {
    List<LaneChanges> toWrite = captured;
    captured = List.of();
    NodeStore store = node.store().orElseThrow();
    store.onWriter(
        () -> {
          try {
            List<Unencodable> refused = write(store, generation, round, toWrite);
            if (refused.isEmpty()) {
              agent.accept(new NodeMessage.Written(generation, round));
            } else {
              Unencodable.refuse(node, generation, refused);
            }
          } catch (NodeStore.UnwantedException e) {
            // Its generation is over.
          } catch (StoreException e) {
            failed(store, generation, e);
          }
        });
  }

  private void failed(NodeStore store, long generation, StoreException e) {
    if (e.kind() == StoreException.Kind.FENCED) {
      agent.accept(new NodeMessage.Fenced(generation, String.valueOf(e.getMessage())));
    } else {
      store.fail(e);
    }
  }

  /**
   * Writes what can be encoded.
   *
   * @return what cannot be
   */
  private List<Unencodable> write(
      NodeStore store, long generation, long round, List<LaneChanges> toWrite)
      throws StoreException {
    FaultPoint.WRITE_BEFORE.reached();
    long start = System.nanoTime();
    BooleanSupplier wanted = () -> node.generationNumber() == generation;
    HistoryWriter superseded = history.ofRound(store, round, wanted);
    EncodedParts parts =
        new EncodedParts(
            store.writtenAtOnce(),
            part -> writePart(store, generation, round, superseded.with(part), wanted),
            (one, size) -> node.largest(one.step().index()).written(one.key(), size));
    for (LaneChanges ofLane : toWrite) {
      parts.add(ofLane);
    }
    parts.end();
    List<StateChange> expired = history.expired(store, superseded, wanted);
    if (!expired.isEmpty()) {
      writePart(store, generation, round, expired, wanted);
    }
    node.deadLetterFile().force();
    objects = parts.objects();
    bytes = parts.bytes();
    writeNanos = System.nanoTime() - start;
    FaultPoint.WRITE_AFTER.reached();
    return parts.refused();
  }

  private static long writePart(
      NodeStore store,
      long generation,
      long round,
      List<StateChange> changes,
      BooleanSupplier wanted)
      throws StoreException {
    return store.insist((StateStore s) -> s.write(generation, round, changes), wanted);
  }

  /** What this node has made durable. */
  Prepared prepared(Map<String, Map<String, String>> sinks) {
    return new Prepared(positions, sinks, objects, bytes, captureNanos, writeNanos);
  }

  /** The round is committed: sinks show it, objects may leave memory, old versions are freed. */
  void committed(Generation generation, long round, boolean prunes) {
    node.committedRound(round);
    readReferences(generation.number(), round);
    read.forEach(SourceRunner::committed);
    for (SinkRunner sink : node.parts().sinks()) {
      sink.commit(generation.flight(), round);
    }
    for (LaneWork lane : node.parts().work()) {
      lane.onLane(() -> lane.committed(round));
    }
    if (prunes) {
      prune(round);
    }
  }

  private void readReferences(long generation, long round) {
    References references = node.references();
    if (references.isEmpty()) {
      return;
    }
    references.reading();
    node.store()
        .orElseThrow()
        .read(
            store -> RefSnapshot.read(store, references.holders()),
            () -> node.generationNumber() == generation,
            found -> {
              try {
                RefSnapshot next = references.committed().next(references.holders(), found);
                references.read(generation, round, next);
              } catch (PotorooException e) {
                node.fail(e);
              }
            });
  }

  private void prune(long round) {
    NodeStore store = node.store().orElseThrow();
    store.onWriter(
        () -> {
          try {
            store.prune(round);
          } catch (StoreException e) {
            node.log().warn("superseded versions could not be freed yet: {}", e.getMessage());
          }
        });
  }
}
