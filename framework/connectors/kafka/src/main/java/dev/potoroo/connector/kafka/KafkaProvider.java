package dev.potoroo.connector.kafka;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code connector = kafka}.
 *
 * <p>Of both:
 *
 * <ul>
 *   <li>{@code servers} ({@code "localhost:9092"}): brokers, a text or a list
 *   <li>{@code client}: a block of properties of Kafka's clients, such as {@code client {
 *       security.protocol = SSL }}
 * </ul>
 *
 * <p>As a {@linkplain KafkaSource source}:
 *
 * <ul>
 *   <li>{@code topic}: a topic, or a list; or {@code topic-pattern}: a regular expression
 *   <li>{@code start} ({@code earliest}): where to begin if the pipeline has never read it: {@code
 *       earliest}, {@code latest}, {@code group}, or a time
 *   <li>{@code group} ({@code potoroo.} and the source's name): the consumer group that is told
 *       what is committed, and which {@code start = group} asks
 *   <li>{@code isolation} ({@code read_committed}): or {@code read_uncommitted}
 *   <li>{@code discovery} ({@code 30s}): how often to look for new partitions; 0 for never
 *   <li>{@code when-lost} ({@code stop}): what to do if the records to go on with do not exist any
 *       more; or {@code continue} with the oldest
 * </ul>
 *
 * <p>As a {@linkplain KafkaSink sink}:
 *
 * <ul>
 *   <li>{@code topic}; required
 *   <li>{@code delivery} ({@code exactly-once}): or {@code at-least-once}
 *   <li>{@code transactions} ({@code potoroo.}, the pipeline's name, a dot and the sink's name):
 *       what ids of transactions and groups begin with
 * </ul>
 */
public final class KafkaProvider implements ConnectorProvider {
  static final String LOCAL = "localhost:9092";

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    boolean hasPattern = settings.has("topic-pattern");
    List<String> topics = hasPattern ? List.of() : settings.texts("topic");
    if (hasPattern && settings.has("topic")) {
      throw new IllegalArgumentException("set [topic] or [topic-pattern], not both.");
    }
    return Optional.of(
        new KafkaSource(
            new KafkaSource.Settings(
                topics,
                hasPattern ? Optional.of(pattern(settings)) : Optional.empty(),
                clients(settings),
                Start.parse(settings.text("start", "earliest")),
                optional(settings, "group"),
                settings
                    .oneOf(
                        "isolation",
                        "read_committed",
                        List.of("read_committed", "read_uncommitted"))
                    .equals("read_committed"),
                settings.duration("discovery", KafkaSource.DISCOVERY),
                settings
                    .oneOf("when-lost", "stop", List.of("stop", "continue"))
                    .equals("continue"))));
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    return Optional.of(
        new KafkaSink(
            settings.text("topic"),
            clients(settings),
            settings
                .oneOf("delivery", "exactly-once", List.of("exactly-once", "at-least-once"))
                .equals("exactly-once"),
            optional(settings, "transactions")));
  }

  private static Clients clients(ConnectorSettings settings) {
    List<String> servers = settings.has("servers") ? settings.texts("servers") : List.of(LOCAL);
    return new Clients(servers, settings.block("client"));
  }

  private static Optional<String> optional(ConnectorSettings settings, String key) {
    return settings.has(key) ? Optional.of(settings.text(key)) : Optional.empty();
  }

  private static Pattern pattern(ConnectorSettings settings) {
    String text = settings.text("topic-pattern");
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "topic-pattern is [" + text + "], which is no regular expression: " + e.getDescription(),
          e);
    }
  }
}
