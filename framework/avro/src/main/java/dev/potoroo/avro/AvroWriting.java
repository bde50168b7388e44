package dev.potoroo.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes records of one schema, with its number in the registry before them.
 *
 * @param <T> the records
 */
final class AvroWriting<T> {
  private static final int UNKNOWN = -1;

  private final SchemaRegistry registry;
  private final Optional<String> subject;
  private final Schema schema;
  private final GenericData model;

  /** Found with the first record. */
  private volatile int id = UNKNOWN;

  AvroWriting(SchemaRegistry registry, Optional<String> subject, GenericData model, Schema schema) {
    this.registry = registry;
    this.subject = subject;
    this.schema = schema;
    this.model = model;
  }

  byte[] encode(T record) throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(AvroReading.MAGIC);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id()).array());
    // Its type is that of the model, which the codec's author has chosen.
    @SuppressWarnings("unchecked")
    DatumWriter<T> writer = model.createDatumWriter(schema);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    writer.write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private int id() throws IOException, InterruptedException {
    int known = id;
    if (known == UNKNOWN) {
      String name =
          subject.orElseThrow(
              () ->
                  new IOException(
                      "this codec only reads, since it has no subject. Add .subject(\"TOPIC-value\")"
                          + " before .codec(...)."));
      known = registry.id(name, schema);
      id = known;
    }
    return known;
  }
}
