package dev.potoroo.internal.topology;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.internal.topology.Topology.SinkVertex;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import dev.potoroo.status.TopologyDescription.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a crash does to records on each way through a topology, by what its two ends can do. */
final class Guarantees {
  private final boolean stored;

  /** What one end makes of it: the best that a way may still have, and why it is no better. */
  private record Bound(Path.Guarantee guarantee, String why) {
    private Path from(String source, String sink) {
      return new Path(source, sink, guarantee, why);
    }
  }

  private Guarantees(boolean stored) {
    this.stored = stored;
  }

  /**
   * The ways from each source to each sink that its records can come to.
   *
   * @param stored whether rounds are committed to a store
   */
  static List<Path> of(Topology topology, boolean stored) {
    Guarantees guarantees = new Guarantees(stored);
    List<Path> paths = new ArrayList<>();
    for (SourceVertex source : topology.sources()) {
      BitSet sinks = new Reach(topology).from(source.out());
      sinks.stream()
          .mapToObj(topology.sinks()::get)
          .forEach(sink -> paths.add(guarantees.between(source, sink)));
    }
    return paths;
  }

  private Path between(SourceVertex source, SinkVertex sink) {
    Bound in = source(source);
    Bound out = sink(sink);
    Bound worse = out.guarantee().compareTo(in.guarantee()) > 0 ? out : in;
    return worse.from(source.name(), sink.name());
  }

  private Bound source(SourceVertex vertex) {
    Optional<SourceConnector> connector = vertex.source().connector();
    String name = "source [" + vertex.name() + "]";
    if (!stored) {
      return new Bound(
          Path.Guarantee.AT_MOST_ONCE, "nothing is kept in a store, so a crash loses all there is");
    }
    if (connector.isEmpty()) {
      return new Bound(Path.Guarantee.UNKNOWN, name + " is not bound");
    }
    if (connector.get().replayable()) {
      return new Bound(
          Path.Guarantee.EXACTLY_ONCE,
          "what was not committed is taken back and read again from " + name);
    }
    return connector.get().acknowledges()
        ? new Bound(
            Path.Guarantee.AT_LEAST_ONCE,
            "what was not committed is sent again to "
                + name
                + ", perhaps also what was; once if the pipeline knows what it has seen")
        : new Bound(
            Path.Guarantee.AT_MOST_ONCE,
            name + " cannot read again what was not committed on a node that is lost");
  }

  private static Bound sink(SinkVertex vertex) {
    Optional<SinkConnector> connector = vertex.sink().connector();
    String name = "sink [" + vertex.name() + "]";
    if (connector.isEmpty()) {
      return new Bound(Path.Guarantee.UNKNOWN, name + " is not bound");
    }
    return switch (connector.get().guarantee()) {
      case EXACTLY_ONCE -> new Bound(Path.Guarantee.EXACTLY_ONCE, "");
      case ONCE_BY_ID ->
          new Bound(
              Path.Guarantee.AT_LEAST_ONCE,
              name + " may hand over again what it has; once for who knows records by their id");
      case AT_LEAST_ONCE ->
          new Bound(
              Path.Guarantee.AT_LEAST_ONCE,
              name + " writes at once, so what is read again after a crash is written again");
    };
  }

  /** Finds the sinks that records can come to. */
  private static final class Reach {
    private final Topology topology;

    /** Ways that part and meet again share what follows: each is gone once. */
    private final Set<Stage> gone = Collections.newSetFromMap(new IdentityHashMap<>());

    private final BitSet steps = new BitSet();
    private final BitSet sinks = new BitSet();

    Reach(Topology topology) {
      this.topology = topology;
    }

    BitSet from(Stage stage) {
      go(stage);
      return sinks;
    }

    private void go(Stage stage) {
      Stage at = stage;
      while (at instanceof Stage.Apply apply) {
        at = apply.next();
      }
      if (!gone.add(at)) {
        return;
      }
      if (at instanceof Stage.Fork fork) {
        fork.branches().forEach(this::go);
      } else if (at instanceof Stage.ToSink toSink) {
        sinks.set(toSink.sink());
      } else if (at instanceof Stage.ToStep toStep && !steps.get(toStep.step())) {
        steps.set(toStep.step());
        go(topology.steps().get(toStep.step()).out());
      }
    }
  }
}
