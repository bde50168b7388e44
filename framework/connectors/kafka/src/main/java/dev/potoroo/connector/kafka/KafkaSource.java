package dev.potoroo.connector.kafka;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads topics, each partition on one node.
 *
 * <pre>{@code
 * Source.named("ticks", codec).from(KafkaSource.topics("ticks").servers("localhost:9092"))
 * }</pre>
 *
 * <p>The pipeline's commits say where it goes on; Kafka's consumer groups have no say in that. What
 * is committed is told to the consumer group all the same, for those who watch its lag. Only
 * records of committed transactions are read, unless {@link #uncommittedToo}. Partitions and topics
 * that appear later are read from their beginning.
 *
 * <p>A partition is read in order, and ahead by about a megabyte. While no broker answers, reading
 * waits, and the log says so.
 *
 * <p>Values are decoded by the source's codec; a record without one (a tombstone) goes the way of
 * the source's error policy. With {@link KafkaRecord#codec} the pipeline gets whole records.
 * Immutable.
 */
public final class KafkaSource implements SourceConnector {
  static final Duration DISCOVERY = Duration.ofSeconds(30);
  private static final Duration NEVER = Duration.ofDays(10_000);

  private final Settings settings;
  private final Partitions partitions;
  private final Reach reach;

  /** What it is made with. */
  record Settings(
      List<String> topics,
      Optional<Pattern> pattern,
      Clients clients,
      Start start,
      Optional<String> group,
      boolean committedOnly,
      Duration discovery,
      boolean goOnWhenLost) {}

  KafkaSource(Settings settings) {
    this.settings = settings;
    this.reach = new Reach(describe());
    this.partitions =
        new Partitions(
            settings.clients(),
            settings.topics(),
            settings.pattern(),
            // Fresh when it is asked for new ones, and known when it is opened in between.
            discovery().map(every -> every.dividedBy(2)).orElse(NEVER),
            reach);
  }

  private static KafkaSource of(List<String> topics, Optional<Pattern> pattern) {
    return new KafkaSource(
        new Settings(
            topics,
            pattern,
            new Clients(List.of(KafkaProvider.LOCAL), Map.of()),
            new Start.Earliest(),
            Optional.empty(),
            true,
            DISCOVERY,
            false));
  }

  /** Reads these topics, of a broker on this machine. */
  public static KafkaSource topics(String... topics) {
    return of(List.of(topics), Optional.empty());
  }

  /** Reads all topics whose whole name matches, also those that are made later. */
  public static KafkaSource matching(Pattern pattern) {
    return of(List.of(), Optional.of(pattern));
  }

  /** From these brokers, {@code host:port}; they tell of the others. */
  public KafkaSource servers(String... servers) {
    return with(new Clients(List.of(servers), settings.clients().properties()));
  }

  /** With these properties of Kafka's clients, such as those of TLS and SASL. */
  public KafkaSource client(Map<String, String> properties) {
    return with(new Clients(settings.clients().servers(), properties));
  }

  private KafkaSource with(Clients clients) {
    return new KafkaSource(
        new Settings(
            settings.topics(),
            settings.pattern(),
            clients,
            settings.start(),
            settings.group(),
            settings.committedOnly(),
            settings.discovery(),
            settings.goOnWhenLost()));
  }

  /** When the pipeline has never read it: begins with what comes next, not with the oldest. */
  public KafkaSource fromLatest() {
    return with(new Start.Latest(), settings.group());
  }

  /** When the pipeline has never read it: begins with the first record of that time or later. */
  public KafkaSource from(Instant time) {
    return with(new Start.At(time), settings.group());
  }

  /** When the pipeline has never read it: begins where this consumer group is, and tells it. */
  public KafkaSource fromGroup(String group) {
    return with(new Start.OfGroup(), Optional.of(group));
  }

  /**
   * Tells this consumer group what is committed; {@code potoroo.} and the source's name if none.
   */
  public KafkaSource group(String group) {
    return with(settings.start(), Optional.of(group));
  }

  private KafkaSource with(Start start, Optional<String> group) {
    return new KafkaSource(
        new Settings(
            settings.topics(),
            settings.pattern(),
            settings.clients(),
            start,
            group,
            settings.committedOnly(),
            settings.discovery(),
            settings.goOnWhenLost()));
  }

  /** Reads records of transactions that may still be undone, too. */
  public KafkaSource uncommittedToo() {
    return with(false, settings.discovery(), settings.goOnWhenLost());
  }

  /** Looks for new topics and partitions that often; zero for never. */
  public KafkaSource discovering(Duration every) {
    return with(settings.committedOnly(), every, settings.goOnWhenLost());
  }

  /**
   * When records were deleted before they were read, or the topic was made anew: goes on with the
   * oldest that there is, and says so in the log, instead of ending with an error.
   */
  public KafkaSource goOnWhenLost() {
    return with(settings.committedOnly(), settings.discovery(), true);
  }

  private KafkaSource with(boolean committedOnly, Duration discovery, boolean goOnWhenLost) {
    return new KafkaSource(
        new Settings(
            settings.topics(),
            settings.pattern(),
            settings.clients(),
            settings.start(),
            settings.group(),
            committedOnly,
            discovery,
            goOnWhenLost));
  }

  @Override
  public String describe() {
    String what =
        settings
            .pattern()
            .map(pattern -> "topics matching " + pattern)
            .orElseGet(() -> "topic " + String.join(", ", settings.topics()));
    return "kafka " + what + " at " + settings.clients().where();
  }

  @Override
  public List<String> partitions() throws Exception {
    return partitions.all();
  }

  @Override
  public int number(String partition) {
    return Partitions.number(partition);
  }

  @Override
  public Optional<Duration> discovery() {
    return settings.discovery().isZero() ? Optional.empty() : Optional.of(settings.discovery());
  }

  @Override
  public Scope scope() {
    return Scope.CLUSTER;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public SourceReader open(SourceContext context) throws Exception {
    return KafkaReader.open(context, settings, reach);
  }
}
