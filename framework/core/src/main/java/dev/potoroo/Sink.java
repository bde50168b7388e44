package dev.potoroo;

import dev.potoroo.connector.SinkConnector;
import java.util.Objects;
import java.util.Optional;

/**
 * Where records go: a name, a codec, and perhaps a default connector. Configuration under the name
 * ({@code potoroo.bindings.NAME}) takes the connector's place. Immutable; the same sink may be used
 * at several places of a pipeline.
 *
 * @param <T> the records
 */
public final class Sink<T> {
  private final String name;
  private final Codec<T> codec;
  private final Optional<SinkConnector> connector;
  private final Optional<Fn<T, String>> key;
  private final Optional<ErrorPolicy> errorPolicy;

  private Sink(
      String name,
      Codec<T> codec,
      Optional<SinkConnector> connector,
      Optional<Fn<T, String>> key,
      Optional<ErrorPolicy> errorPolicy) {
    this.name = name;
    this.codec = codec;
    this.connector = connector;
    this.key = key;
    this.errorPolicy = errorPolicy;
  }

  /** A sink of that name: lower-case letters, digits and hyphens, at most 63 characters. */
  public static <T> Sink<T> named(String name, Codec<T> codec) {
    return new Sink<>(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(codec, "codec"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** This sink, writing to {@code connector} unless configuration says otherwise. */
  public Sink<T> into(SinkConnector connector) {
    return new Sink<>(name, codec, Optional.of(connector), key, errorPolicy);
  }

  /**
   * This sink, with a key for each record, for connectors that write one beside it: a topic, say,
   * has all records of a key in one partition, in their order. Others leave it out. Null is no key;
   * what the function throws is an error of that record. Called by a thread of the sink's own.
   */
  public Sink<T> keyBy(Fn<T, String> key) {
    return new Sink<>(name, codec, connector, Optional.of(key), errorPolicy);
  }

  /**
   * This sink, with a policy for records that cannot be encoded, or of which {@link #keyBy} throws.
   * While it says to try again, the record and all that come after it at this sink wait on that
   * node, and so does the round: nothing is lost, and the order stays. What the connector throws is
   * no error of a record, and stops the pipeline.
   */
  public Sink<T> onError(ErrorPolicy policy) {
    return new Sink<>(name, codec, connector, key, Optional.of(policy));
  }

  /** The sink's name. */
  public String name() {
    return name;
  }

  /** How records become bytes. */
  public Codec<T> codec() {
    return codec;
  }

  /** The connector given in code. */
  public Optional<SinkConnector> connector() {
    return connector;
  }

  /** What gives records a key, if something does. */
  public Optional<Fn<T, String>> key() {
    return key;
  }

  /** Its own error policy, if it has one. */
  public Optional<ErrorPolicy> errorPolicy() {
    return errorPolicy;
  }

  @Override
  public String toString() {
    return "Sink[" + name + "]";
  }
}
