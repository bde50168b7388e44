package dev.potoroo.connector.kafka;

import dev.potoroo.Codec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole record of a topic, for pipelines that need more of it than its value. Give the source or
 * sink the codec {@link #codec}; all others have the value alone.
 *
 * <pre>{@code
 * Source.named("users", KafkaRecord.codec(Codec.json(User.class)))
 * }</pre>
 *
 * <p>Files and other connectors that know nothing of Kafka keep such a record in a form of its own,
 * so it can be written to a file and read from there. Immutable, as long as nobody changes its
 * bytes.
 *
 * @param key its key, or null if it has none
 * @param value its value, or null if it is a tombstone, which says that there is none for the key
 *     any more
 * @param headers its headers, in order
 * @param timestamp its time in milliseconds since 1970; {@link #NOW} for the time at which a sink
 *     sends it
 * @param <V> the values
 */
@SuppressWarnings("ArrayRecordComponent") // what Kafka gives and takes
public record KafkaRecord<V>(
    byte @Nullable [] key, @Nullable V value, List<Header> headers, long timestamp) {

  /** The timestamp of a record that is given one when it is sent. */
  public static final long NOW = -1;

  /** What marks whole records for the connector. */
  static final String CODEC = "kafka-record";

  public KafkaRecord {
    headers = List.copyOf(headers);
  }

  /**
   * A header.
   *
   * @param name not unique
   * @param value or null
   */
  @SuppressWarnings("ArrayRecordComponent") // what Kafka gives and takes
  public record Header(String name, byte @Nullable [] value) {
    public Header {
      Objects.requireNonNull(name, "name");
    }

    /** The value, read as UTF-8; empty if it is null. */
    public Optional<String> text() {
      return Optional.ofNullable(value).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Header header
          && name.equals(header.name)
          && Arrays.equals(value, header.value);
    }

    @Override
    public int hashCode() {
      return 31 * name.hashCode() + Arrays.hashCode(value);
    }
  }

  /** A record with a key in UTF-8, without headers, that is given a timestamp when it is sent. */
  public static <V> KafkaRecord<V> of(String key, V value) {
    return new KafkaRecord<>(
        key.getBytes(StandardCharsets.UTF_8),
        Objects.requireNonNull(value, "value"),
        List.of(),
        NOW);
  }

  /** Says that there is no value for a key any more. */
  public static <V> KafkaRecord<V> tombstone(String key) {
    return new KafkaRecord<>(key.getBytes(StandardCharsets.UTF_8), null, List.of(), NOW);
  }

  /** This record with one more header, in UTF-8. */
  public KafkaRecord<V> with(String name, String text) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, text.getBytes(StandardCharsets.UTF_8)));
    return new KafkaRecord<>(key, value, more, timestamp);
  }

  /** The key, read as UTF-8; empty if there is none. */
  public Optional<String> keyText() {
    return Optional.ofNullable(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** The first header of that name. */
  public Optional<Header> header(String name) {
    return headers.stream().filter(header -> header.name().equals(name)).findFirst();
  }

  /**
   * How whole records become bytes and bytes whole records.
   *
   * @param values how values do
   */
  public static <V> Codec<KafkaRecord<V>> codec(Codec<V> values) {
    return Codec.<KafkaRecord<V>>of(
            bytes -> {
              KafkaRecord<byte[]> raw = Envelope.open(bytes);
              byte[] value = raw.value();
              return new KafkaRecord<>(
                  raw.key(),
                  value == null ? null : values.decode(value),
                  raw.headers(),
                  raw.timestamp());
            },
            record ->
                Envelope.of(
                    new KafkaRecord<>(
                        record.key(),
                        record.value() == null ? null : values.encode(record.value()),
                        record.headers(),
                        record.timestamp())))
        .named(CODEC)
        .reading(Fetched.class, fetched -> fetched.decode(values));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KafkaRecord<?> record
        && Arrays.equals(key, record.key)
        && Objects.deepEquals(value, record.value)
        && headers.equals(record.headers)
        && timestamp == record.timestamp;
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(key), headers, timestamp);
  }
}
