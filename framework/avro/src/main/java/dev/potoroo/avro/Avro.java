package dev.potoroo.avro;

import dev.potoroo.Codec;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records in Avro as Confluent's serializers write them: a byte 0, the number of their schema in
 * four bytes, the datum. The registry knows the schema.
 *
 * <pre>{@code
 * Source.named("orders", Avro.of(SchemaRegistry.at("http://registry:8081")).codec(ORDER))
 *     .from(KafkaSource.topics("orders"))
 * }</pre>
 *
 * <p>A record is read with the schema that it was written with, and given as one of the codec's, by
 * the rules of Avro: fields that are new have their defaults, those that are gone are passed over.
 * What cannot be read so, a number that the registry does not know, and bytes that are no such
 * record are an error of that record. A registry that cannot be asked is a {@link
 * RegistryException}, for which a source should have a policy of its own. The first record of each
 * schema waits for the registry, with all that come after it. Immutable.
 */
public final class Avro {
  private final SchemaRegistry registry;
  private final Optional<String> subject;

  private Avro(SchemaRegistry registry, Optional<String> subject) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.subject = subject;
  }

  /** With schemas of that registry. */
  public static Avro of(SchemaRegistry registry) {
    return new Avro(registry, Optional.empty());
  }

  /**
   * For writing, too: the codec's schema must be registered for that subject, as {@code
   * orders-value} is for the values of topic {@code orders}. Nothing is registered by itself.
   */
  public Avro subject(String subject) {
    if (subject.isEmpty()) {
      throw new IllegalArgumentException("a subject must have a name.");
    }
    return new Avro(registry, Optional.of(subject));
  }

  /**
   * Records with the fields of a schema. They have no form but this one: make them records of your
   * own before they go to a step.
   */
  public Codec<GenericRecord> codec(Schema schema) {
    if (schema.getType() != Schema.Type.RECORD) {
      throw new IllegalArgumentException("schema [" + schema + "] must be that of a record.");
    }
    return codec(GenericData.get(), schema);
  }

  /** Records of a class that Avro's compiler has made. */
  public <T extends SpecificRecord> Codec<T> codec(Class<T> type) {
    return codec(SpecificData.getForClass(type), SpecificData.get().getSchema(type));
  }

  private <T> Codec<T> codec(GenericData model, Schema schema) {
    AvroReading<T> reading = new AvroReading<>(registry, model, schema);
    AvroWriting<T> writing = new AvroWriting<>(registry, subject, model, schema);
    return Codec.of(reading::decode, writing::encode).named("avro");
  }
}
