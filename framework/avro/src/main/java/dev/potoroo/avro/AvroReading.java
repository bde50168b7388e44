package dev.potoroo.avro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.DatumReader;

/**
 * Reads records, each with the schema it names, as those of one schema.
 *
 * @param <T> the records
 */
final class AvroReading<T> {
  static final byte MAGIC = 0;
  static final int HEADER = 1 + Integer.BYTES;

  private final SchemaRegistry registry;
  private final GenericData model;
  private final Schema schema;

  /** By the number of the schema they read; they are not for several threads. */
  private final ThreadLocal<Map<Integer, DatumReader<T>>> readers =
      ThreadLocal.withInitial(HashMap::new);

  AvroReading(SchemaRegistry registry, GenericData model, Schema schema) {
    this.registry = registry;
    this.model = model;
    this.schema = schema;
  }

  T decode(byte[] raw) throws IOException, InterruptedException {
    if (raw.length < HEADER || raw[0] != MAGIC) {
      throw new IOException(
          "a record must begin with the byte [0] and the number of its schema in four bytes");
    }
    int id = ByteBuffer.wrap(raw, 1, Integer.BYTES).getInt();
    DatumReader<T> reader = reader(id);
    try {
      Datum in = new Datum(raw, HEADER);
      T record = reader.read(null, in);
      if (!in.isEnd()) {
        throw new IOException("there is more than one record");
      }
      return record;
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "what was written with schema [%d] cannot be read as [%s]: %s"
              .formatted(id, schema.getFullName(), e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }

  private DatumReader<T> reader(int id) throws IOException, InterruptedException {
    DatumReader<T> known = readers.get().get(id);
    if (known == null) {
      // Its type is that of the model, which the codec's author has chosen.
      @SuppressWarnings("unchecked")
      DatumReader<T> made = model.createDatumReader(registry.schema(id), schema);
      readers.get().put(id, made);
      known = made;
    }
    return known;
  }
}
