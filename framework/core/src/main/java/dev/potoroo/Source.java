package dev.potoroo;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.generator.Generator;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where records come from: a name, a codec, and perhaps a default connector. Configuration under
 * the name ({@code potoroo.bindings.NAME}) takes the place of the connector, so the same jar reads
 * a file on a laptop and a topic in production. Immutable.
 *
 * @param <T> the records
 */
public final class Source<T> {
  private final String name;
  private final Codec<T> codec;
  private final Optional<SourceConnector> connector;
  private final Optional<Generator<T>> generator;
  private final Optional<ErrorPolicy> errorPolicy;
  private final Optional<EventTime<T>> eventTime;

  private Source(
      String name,
      Codec<T> codec,
      Optional<SourceConnector> connector,
      Optional<Generator<T>> generator,
      Optional<ErrorPolicy> errorPolicy,
      Optional<EventTime<T>> eventTime) {
    this.name = name;
    this.codec = codec;
    this.connector = connector;
    this.generator = generator;
    this.errorPolicy = errorPolicy;
    this.eventTime = eventTime;
  }

  /** A source of that name: lower-case letters, digits and hyphens, at most 63 characters. */
  public static <T> Source<T> named(String name, Codec<T> codec) {
    return new Source<>(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(codec, "codec"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** This source, reading from {@code connector} unless configuration says otherwise. */
  public Source<T> from(SourceConnector connector) {
    return new Source<>(name, codec, Optional.of(connector), generator, errorPolicy, eventTime);
  }

  /** This source, with records to make up when it is bound to {@code connector = generator}. */
  public Source<T> generatedBy(Generator<T> generator) {
    return new Source<>(name, codec, connector, Optional.of(generator), errorPolicy, eventTime);
  }

  /**
   * This source, with a policy for records that it, or a stateless operator after it, cannot
   * process.
   */
  public Source<T> onError(ErrorPolicy policy) {
    return new Source<>(name, codec, connector, generator, Optional.of(policy), eventTime);
  }

  /**
   * This source, with records that have a time of their own, by which windows and timers may go:
   * {@code extractor} gives it, and {@code watermark} says what it tells of other records. A record
   * whose time cannot be told is an error of that record.
   */
  public Source<T> eventTime(Fn<? super T, Instant> extractor, Watermark watermark) {
    Objects.requireNonNull(extractor, "extractor");
    Objects.requireNonNull(watermark, "watermark");
    return new Source<>(
        name,
        codec,
        connector,
        generator,
        errorPolicy,
        Optional.of(new EventTime<>(extractor::apply, watermark)));
  }

  /** The source's name. */
  public String name() {
    return name;
  }

  /** How bytes become records. */
  public Codec<T> codec() {
    return codec;
  }

  /** The connector given in code. */
  public Optional<SourceConnector> connector() {
    return connector;
  }

  /** What makes up records, if something does. */
  public Optional<Generator<T>> generator() {
    return generator;
  }

  /** Its own error policy, if it has one. */
  public Optional<ErrorPolicy> errorPolicy() {
    return errorPolicy;
  }

  /** When its records happened, if it says so. */
  public Optional<EventTime<T>> eventTime() {
    return eventTime;
  }

  @Override
  public String toString() {
    return "Source[" + name + "]";
  }
}
