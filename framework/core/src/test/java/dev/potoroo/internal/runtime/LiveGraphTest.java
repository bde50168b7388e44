package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.potoroo.status.Histogram;
import dev.potoroo.status.Histogram.Bucket;
import dev.potoroo.status.LiveTopology;
import dev.potoroo.status.Members;
import dev.potoroo.status.TopologyDescription;
import dev.potoroo.status.TopologyDescription.Edge;
import dev.potoroo.status.TopologyDescription.Node;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveGraphTest {
  private static final TopologyDescription GRAPH =
      new TopologyDescription(
          "p",
          List.of(
              new Node("in", "source", ""),
              new Node("in: filter", "operators", ""),
              new Node("other", "source", ""),
              new Node("other: map", "operators", ""),
              new Node("count", "step", ""),
              new Node("out", "sink", "")),
          List.of(
              new Edge("in", "in: filter", false),
              new Edge("in: filter", "count", true),
              new Edge("other", "other: map", false),
              new Edge("other: map", "out", false),
              new Edge("count", "out", false)),
          List.of(),
          List.of());

  private static Histogram times(Bucket... buckets) {
    return new Histogram(List.of(buckets), 0, 0);
  }

  /** Of two sources, a step and a sink. */
  private static List<PartRates> counted(long n) {
    Histogram none = times();
    Histogram some = times(new Bucket(1_000, 90 * n), new Bucket(4_000, 9 * n), last(n));
    return List.of(
        PartRates.of(100 * n, 99 * n, n, none, none, none),
        PartRates.of(10 * n, 10 * n, 0, none, none, none),
        PartRates.of(40 * n, 20 * n, 2 * n, some, some, some),
        PartRates.of(30 * n, 0, 0, none, some, none));
  }

  private static Bucket last(long count) {
    return new Bucket(Long.MAX_VALUE, count);
  }

  private static LiveTopology live(RateSamples.Rates... answers) {
    return LiveGraph.of(GRAPH, List.of(answers), new Members(answers.length, 3));
  }

  @Test
  void addsUpTheNodesOfTheCluster() {
    RateSamples.Rates nothingYet = new RateSamples.Rates(0, List.of());
    RateSamples.Rates one = new RateSamples.Rates(9.5, counted(1));
    LiveTopology live = live(nothingYet, one, one);
    assertThat(live.seconds()).isEqualTo(9.5);
    assertThat(live.members()).isEqualTo(new Members(3, 3));
    assertThat(live.nodes())
        .extracting(
            LiveTopology.Node::name,
            LiveTopology.Node::recordsPerSecond,
            LiveTopology.Node::emittedPerSecond,
            LiveTopology.Node::failedPerSecond)
        .containsExactly(
            tuple("in", 200.0, 198.0, 2.0),
            tuple("in: filter", null, null, null),
            tuple("other", 20.0, 20.0, 0.0),
            tuple("other: map", null, null, null),
            tuple("count", 80.0, 40.0, 4.0),
            tuple("out", 60.0, null, 0.0));
    assertThat(live.nodes().get(4).handlerTime()).isEqualTo(new LiveTopology.Quantiles(1, 4, 4));
    assertThat(live.nodes().get(0).latency()).isNull();
    assertThat(live.nodes().get(5).handlerTime()).isNull();
  }

  @Test
  void knowsOfEachEdgeWhatCanBeKnown() {
    assertThat(live(new RateSamples.Rates(10, counted(1))).edges())
        .extracting(LiveTopology.Edge::recordsPerSecond)
        .as("filtered: what the step gets; mapped: the sink has another input too")
        .containsExactly(99.0, 40.0, 10.0, null, 20.0);
    assertThat(live(new RateSamples.Rates(10, counted(1))).edges())
        .extracting(LiveTopology.Edge::latency)
        .as("to operators there is no way, and at the sink nothing has arrived")
        .containsExactly(null, new LiveTopology.Quantiles(1, 4, 4), null, null, null);
  }

  @Test
  void looksAtTheLatestTenSeconds() {
    RateSamples samples = new RateSamples();
    assertThat(samples.rates().parts()).isEmpty();
    assertThat(samples.isDue(0)).isTrue();
    samples.add(0, counted(1000));
    assertThat(samples.isDue(500_000_000L)).isFalse();
    assertThat(samples.rates().seconds()).isZero();
    for (int second = 1; second <= 30; second++) {
      assertThat(samples.isDue(second * 1_000_000_000L)).isTrue();
      // One a second for ten seconds, then three.
      samples.add(second * 1_000_000_000L, counted(1000 + second + 2 * Math.max(0, second - 20)));
    }
    RateSamples.Rates rates = samples.rates();
    assertThat(rates.seconds()).isEqualTo(10, within(0.001));
    assertThat(rates.parts().get(0).records()).isEqualTo(300, within(0.001));
    assertThat(rates.parts().get(2).handlerTime())
        .containsExactly(new Bucket(1_000, 2700), new Bucket(4_000, 270), last(30));
  }
}
