package dev.potoroo;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.generator.Generator;
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

  private Source(
      String name,
      Codec<T> codec,
      Optional<SourceConnector> connector,
      Optional<Generator<T>> generator,
      Optional<ErrorPolicy> errorPolicy) {
    this.name = name;
    this.codec = codec;
    this.connector = connector;
    this.generator = generator;
    this.errorPolicy = errorPolicy;
  }

  /** A source of that name: lower-case letters, digits and hyphens, at most 63 characters. */
  public static <T> Source<T> named(String name, Codec<T> codec) {
    return new Source<>(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(codec, "codec"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** This source, reading from {@code connector} unless configuration says otherwise. */
  public Source<T> from(SourceConnector connector) {
    return new Source<>(name, codec, Optional.of(connector), generator, errorPolicy);
  }

  /** This source, with records to make up when it is bound to {@code connector = generator}. */
  public Source<T> generatedBy(Generator<T> generator) {
    return new Source<>(name, codec, connector, Optional.of(generator), errorPolicy);
  }

  /**
   * This source, with a policy for records that it, or a stateless operator after it, cannot
   * process.
   */
  public Source<T> onError(ErrorPolicy policy) {
    return new Source<>(name, codec, connector, generator, Optional.of(policy));
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

  @Override
  public String toString() {
    return "Source[" + name + "]";
  }
}
