package dev.potoroo.internal.runtime;

import dev.potoroo.status.Histogram;
import dev.potoroo.status.LiveTopology;
import dev.potoroo.status.LiveTopology.Edge;
import dev.potoroo.status.LiveTopology.Node;
import dev.potoroo.status.LiveTopology.Quantiles;
import dev.potoroo.status.Members;
import dev.potoroo.status.TopologyDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts what the nodes of a cluster have counted to the nodes and edges of a graph. Pure. */
final class LiveGraph {
  private static final List<String> COUNTED = List.of("source", "step", "sink");
  private static final double NANOS_PER_MICRO = 1e3;

  private final TopologyDescription graph;
  private final Map<String, PartRates> rates = new HashMap<>();

  private LiveGraph(TopologyDescription graph, List<RateSamples.Rates> answers) {
    this.graph = graph;
    List<String> counted = new ArrayList<>();
    for (String kind : COUNTED) {
      graph.nodes().stream()
          .filter(node -> node.kind().equals(kind))
          .forEach(node -> counted.add(node.name()));
    }
    for (int i = 0; i < counted.size(); i++) {
      PartRates sum = PartRates.NONE;
      for (RateSamples.Rates answer : answers) {
        sum = answer.parts().isEmpty() ? sum : sum.plus(answer.parts().get(i));
      }
      rates.put(counted.get(i), sum);
    }
  }

  /**
   * The graph with figures.
   *
   * @param answers what nodes say, each of sources, then steps, then sinks, in the graph's order
   */
  static LiveTopology of(
      TopologyDescription graph, List<RateSamples.Rates> answers, Members members) {
    LiveGraph live = new LiveGraph(graph, answers);
    return new LiveTopology(
        graph.pipeline(),
        answers.stream().mapToDouble(RateSamples.Rates::seconds).max().orElse(0),
        graph.nodes().stream().map(live::node).toList(),
        graph.edges().stream().map(live::edge).toList(),
        members);
  }

  private Node node(TopologyDescription.Node node) {
    PartRates part = rates.get(node.name());
    if (part == null) {
      return new Node(node.name(), node.kind(), null, null, null, null, null);
    }
    return new Node(
        node.name(),
        node.kind(),
        part.records(),
        node.kind().equals("sink") ? null : part.emitted(),
        part.failed(),
        quantiles(part.handlerTime()),
        quantiles(part.latency()));
  }

  /** What a source or step emits goes along each of its edges; operators only lead to the next. */
  private Edge edge(TopologyDescription.Edge edge) {
    PartRates from = rates.get(edge.from());
    PartRates to = rates.get(edge.to());
    Double rate = null;
    if (from != null) {
      rate = from.emitted();
    } else if (to != null && inputs(edge.to()) == 1) {
      rate = to.records();
    }
    return new Edge(
        edge.from(), edge.to(), edge.keyed(), rate, to == null ? null : quantiles(to.arrival()));
  }

  private long inputs(String node) {
    return graph.edges().stream().filter(edge -> edge.to().equals(node)).count();
  }

  private static @Nullable Quantiles quantiles(List<Histogram.Bucket> buckets) {
    return buckets.isEmpty()
        ? null
        : new Quantiles(quantile(buckets, 0.5), quantile(buckets, 0.99), quantile(buckets, 0.999));
  }

  /** The end of the bucket in which it lies; of the last one, which has none, its beginning. */
  private static double quantile(List<Histogram.Bucket> buckets, double share) {
    long all = buckets.stream().mapToLong(Histogram.Bucket::count).sum();
    long left = (long) Math.ceil(all * share);
    long upTo = 0;
    for (Histogram.Bucket bucket : buckets) {
      if (bucket.upToNanos() == Long.MAX_VALUE) {
        break;
      }
      upTo = bucket.upToNanos();
      left -= bucket.count();
      if (left <= 0) {
        break;
      }
    }
    return upTo / NANOS_PER_MICRO;
  }
}
