package dev.potoroo.connector.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes Kafka's clients of one source or sink. What the user sets for them comes last, except what
 * the guarantees hang on. Immutable.
 *
 * @param servers {@code host:port}, of some brokers at least
 * @param properties what is set for the clients
 */
record Clients(List<String> servers, Map<String, String> properties) {

  /** What is set by us, and where else it is to be set, if it can be. */
  private static final Map<String, String> OURS =
      Map.ofEntries(
          Map.entry(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "servers"),
          Map.entry(ConsumerConfig.GROUP_ID_CONFIG, "group"),
          Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "isolation"),
          Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "start"),
          Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "transactions"),
          Map.entry(ProducerConfig.ACKS_CONFIG, ""),
          Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, ""),
          Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, ""),
          Map.entry(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ""),
          Map.entry(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ""),
          Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ""),
          Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ""));

  /** A call that is not answered by then is made again, after the log has said so. */
  private static final String PATIENCE_MILLIS = "15000";

  /**
   * A transaction asks again when brokers are still busy with the one before, which takes them some
   * milliseconds; Kafka's own 100 ms would be most of what a round takes.
   */
  private static final String SHORTLY_MILLIS = "20";

  /** So long that it ends only with the sink. */
  private static final String FOR_EVER_MILLIS = String.valueOf(Integer.MAX_VALUE);

  Clients {
    servers = List.copyOf(servers);
    properties = Map.copyOf(properties);
    for (String name : new TreeSet<>(properties.keySet())) {
      String instead = OURS.get(name);
      if (instead != null) {
        throw new IllegalArgumentException(
            "client property ["
                + name
                + "] is not for users to set: "
                + (instead.isEmpty()
                    ? "what the pipeline guarantees hangs on it."
                    : "set [" + instead + "] instead."));
      }
    }
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers is empty: name at least one broker");
    }
  }

  /** The brokers, for people. */
  String where() {
    return String.join(",", servers);
  }

  private Map<String, Object> with(Set<String> known, Map<String, String> defaults) {
    Map<String, Object> all = new HashMap<>(defaults);
    properties.forEach(
        (name, value) -> {
          // One block of properties serves several clients; what is no client's goes to all, for
          // what users plug in.
          if (known.contains(name) || isNobodys(name)) {
            all.put(name, value);
          }
        });
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, where());
    return all;
  }

  private static boolean isNobodys(String name) {
    return !ConsumerConfig.configNames().contains(name)
        && !ProducerConfig.configNames().contains(name)
        && !AdminClientConfig.configNames().contains(name);
  }

  Admin admin() {
    return Admin.create(with(AdminClientConfig.configNames(), Map.of()));
  }

  /** A consumer that is given its partitions, and its place in them. */
  Consumer<byte[], byte[]> consumer(String group, boolean committedOnly) {
    Map<String, Object> all = with(ConsumerConfig.configNames(), Map.of());
    all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    all.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        committedOnly ? "read_committed" : "read_uncommitted");
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A producer with transactions, which replaces all before it with the same id. */
  Producer<byte[], byte[]> transactional(String id) {
    Map<String, Object> all =
        with(
            ProducerConfig.configNames(),
            Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                PATIENCE_MILLIS,
                ProducerConfig.RETRY_BACKOFF_MS_CONFIG,
                SHORTLY_MILLIS));
    all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    return producer(all);
  }

  /** A producer without, which tries for ever. */
  Producer<byte[], byte[]> plain() {
    return producer(
        with(
            ProducerConfig.configNames(),
            Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                "1000",
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                FOR_EVER_MILLIS)));
  }

  private static Producer<byte[], byte[]> producer(Map<String, Object> all) {
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
