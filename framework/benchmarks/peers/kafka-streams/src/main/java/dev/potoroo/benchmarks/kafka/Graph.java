package dev.potoroo.benchmarks.kafka;

import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Keys;
import dev.potoroo.samples.bench.Topics;
import dev.potoroo.samples.bench.Trades;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The workloads as topologies of Kafka Streams. */
final class Graph {
  private final StreamsBuilder builder = new StreamsBuilder();
  private final Progress progress;
  private final Topics topics;
  private final boolean durable;

  private Graph(PeerRun run, Progress progress, Topics topics) {
    this.progress = progress;
    this.topics = topics;
    this.durable = run.options().rounds > 0;
  }

  static Topology of(PeerRun run, Progress progress, Topics topics) {
    Graph graph = new Graph(run, progress, topics);
    switch (run.options().workload) {
      case W1 -> graph.alerts();
      case W2 -> graph.words();
      case W3 -> graph.sectors();
      case W7 -> graph.written(graph.prices());
      case W6, WINDOWS -> throw new IllegalArgumentException("it has no such graph");
    }
    return graph.builder.build();
  }

  private KStream<String, Alert> prices() {
    builder.addStateStore(store(Steps.STOCKS, Formats.STOCK));
    return builder.stream(topics.trades(), Consumed.with(Formats.TEXT, Formats.QUOTE))
        .process(() -> new Steps.Price(progress), Steps.STOCKS);
  }

  /** Their topic is there to make exactly-once of something. */
  private void alerts() {
    KStream<String, Alert> alerts = prices();
    alerts.process(Steps.Alerts::new);
    if (durable) {
      written(alerts);
    }
  }

  private void written(KStream<String, Alert> alerts) {
    alerts.to(topics.alerts(), Produced.with(Formats.TEXT, Formats.ALERT));
  }

  private void sectors() {
    KStream<String, Long> bySector =
        prices()
            .map(
                (symbol, alert) -> {
                  progress.handedOn(1);
                  return KeyValue.pair(Integer.toString(Trades.sector(symbol)), alert.ts());
                });
    count(
        bySector,
        "sectors",
        false,
        (tally, sector, count, due) -> tally.sector(Integer.parseInt(sector), count, due));
  }

  private void words() {
    count(
        builder.stream(topics.trades(), Consumed.with(Formats.TEXT, Formats.TEXT))
            .process(() -> new Steps.Split(progress)),
        "words",
        true,
        (tally, word, count, due) -> tally.word(word, count));
  }

  private void count(
      KStream<String, Long> records, String name, boolean first, Steps.Count.Telling telling) {
    builder.addStateStore(store(Steps.COUNTS, Serdes.Long()));
    records
        .repartition(
            Repartitioned.with(Formats.TEXT, Serdes.Long())
                .withName(name)
                .withNumberOfPartitions(Keys.SPLITS))
        .process(() -> new Steps.Count(progress, first, telling), Steps.COUNTS);
  }

  private <T> StoreBuilder<KeyValueStore<String, T>> store(String name, Serde<T> values) {
    StoreBuilder<KeyValueStore<String, T>> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Formats.TEXT, values)
            .withCachingDisabled();
    return durable ? store.withLoggingEnabled(Map.of()) : store.withLoggingDisabled();
  }
}
