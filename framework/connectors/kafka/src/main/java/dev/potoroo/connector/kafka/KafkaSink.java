package dev.potoroo.connector.kafka;

import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes to a topic.
 *
 * <pre>{@code
 * Sink.named("new-highs", codec).keyBy(NewHigh::symbol)
 *     .into(KafkaSink.topic("new-highs").servers("localhost:9092"))
 * }</pre>
 *
 * <p><b>Exactly once</b>, for readers with {@code isolation.level = read_committed}, if the
 * pipeline has a store: when a round is committed, its output is sent in one transaction, together
 * with a note of the round, as the offset of a consumer group. So output is seen a round later.
 * With {@link #atLeastOnce}, and without a store, records are sent at once, and those of the last
 * rounds may come again after a crash.
 *
 * <p>Keys come from {@code Sink.keyBy}, and Kafka chooses the partition by them, so all records of
 * a key are in one partition, in their order. With {@link KafkaRecord#codec} the pipeline writes
 * whole records; a key that they have themselves comes first.
 *
 * <p>While no broker answers, the sink waits, the log says so, and in the end sources wait too. The
 * topic must exist, or brokers must make it by themselves. Immutable.
 */
public final class KafkaSink implements SinkConnector {
  private final String topic;
  private final Clients clients;
  private final boolean exactlyOnce;
  private final Optional<String> transactions;

  KafkaSink(String topic, Clients clients, boolean exactlyOnce, Optional<String> transactions) {
    this.topic = topic;
    this.clients = clients;
    this.exactlyOnce = exactlyOnce;
    this.transactions = transactions;
  }

  /** Writes to that topic, of a broker on this machine. */
  public static KafkaSink topic(String topic) {
    return new KafkaSink(
        topic, new Clients(List.of(KafkaProvider.LOCAL), Map.of()), true, Optional.empty());
  }

  /** To these brokers, {@code host:port}; they tell of the others. */
  public KafkaSink servers(String... servers) {
    return new KafkaSink(
        topic, new Clients(List.of(servers), clients.properties()), exactlyOnce, transactions);
  }

  /** With these properties of Kafka's clients, such as those of TLS and SASL. */
  public KafkaSink client(Map<String, String> properties) {
    return new KafkaSink(
        topic, new Clients(clients.servers(), properties), exactlyOnce, transactions);
  }

  /** Sends records at once, without transactions. */
  public KafkaSink atLeastOnce() {
    return new KafkaSink(topic, clients, false, transactions);
  }

  /**
   * What the ids of transactions and the groups that keep notes begin with; a dot and a number
   * follow. Without it, {@code potoroo.}, the pipeline's and the sink's name: two pipelines of one
   * name that write to one Kafka need two.
   */
  public KafkaSink transactions(String prefix) {
    return new KafkaSink(topic, clients, exactlyOnce, Optional.of(prefix));
  }

  @Override
  public String describe() {
    return "kafka topic "
        + topic
        + " at "
        + clients.where()
        + (exactlyOnce ? "" : ", at least once");
  }

  @Override
  public Guarantee guarantee() {
    return exactlyOnce ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE;
  }

  @Override
  public SinkWriter open(SinkContext context) {
    return new KafkaWriter(
        topic, clients, context.codec().equals(KafkaRecord.CODEC), new Reach(describe()));
  }

  @Override
  public Optional<RoundPublisher> publisher(PublisherContext context) {
    if (!exactlyOnce) {
      return Optional.empty();
    }
    String prefix = transactions.orElse("potoroo." + context.pipeline() + "." + context.sink());
    return Optional.of(
        new KafkaPublisher(
            topic,
            clients,
            prefix + "." + context.slot(),
            context.codec().equals(KafkaRecord.CODEC)));
  }
}
