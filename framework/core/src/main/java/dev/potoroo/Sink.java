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

  private Sink(
      String name, Codec<T> codec, Optional<SinkConnector> connector, Optional<Fn<T, String>> key) {
    this.name = name;
    this.codec = codec;
    this.connector = connector;
    this.key = key;
  }

  /** A sink of that name: lower-case letters, digits and hyphens, at most 63 characters. */
  public static <T> Sink<T> named(String name, Codec<T> codec) {
    return new Sink<>(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(codec, "codec"),
        Optional.empty(),
        Optional.empty());
  }

  /** This sink, writing to {@code connector} unless configuration says otherwise. */
  public Sink<T> into(SinkConnector connector) {
    return new Sink<>(name, codec, Optional.of(connector), key);
  }

  /**
   * This sink, with a key for each record, for connectors that write one beside it: a topic, say,
   * has all records of a key in one partition, in their order. Others leave it out. Null is no key;
   * what the function throws is an error of that record. Called by a thread of the sink's own.
   */
  public Sink<T> keyBy(Fn<T, String> key) {
    return new Sink<>(name, codec, connector, Optional.of(key));
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

  @Override
  public String toString() {
    return "Sink[" + name + "]";
  }
}
