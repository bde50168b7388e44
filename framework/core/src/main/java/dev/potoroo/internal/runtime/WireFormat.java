package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.FiredTimer;
import dev.potoroo.JacksonSupport;
import dev.potoroo.tracing.Span;
import dev.potoroo.tracing.Tracing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How records of one step cross the network: key and record in turn, as CBOR with the step's
 * declared input type; before the key of one that is followed, bytes that say where it has been.
 * Thread-safe.
 */
final class WireFormat {
  /** Before a {@link FiredTimer}: no value of CBOR begins with it. */
  private static final byte TIMER = (byte) 0xFF;

  private final ObjectWriter writer;
  private final ObjectReader reader;
  private final ObjectReader jsonReader;
  private final Set<String> maskedNames;
  private final Masking masking;

  WireFormat(JavaType inputType, Masking masking) {
    this.maskedNames = MaskedNames.of(inputType);
    this.masking = masking;
    writer =
        JacksonSupport.cbor()
            .writerFor(inputType)
            .without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
    // Values follow each other: what comes after one is not trailing garbage.
    reader =
        JacksonSupport.cbor()
            .readerFor(inputType)
            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    jsonReader = JacksonSupport.json().readerFor(inputType);
  }

  /**
   * Writes the records of a batch from {@code from} to before {@code to}; if it throws, {@code out}
   * holds rubbish.
   */
  void write(Batch batch, int from, int to, ByteArrayOutputStream out) throws IOException {
    try (JsonGenerator generator = JacksonSupport.cbor().getFactory().createGenerator(out)) {
      for (int i = from; i < to; i++) {
        Span span = batch.span(i);
        if (span != null) {
          generator.writeBinary(span.context());
        }
        generator.writeString(batch.keys[i]);
        writer.writeValue(generator, batch.records[i]);
      }
    }
  }

  /** One record, or a timer in its place, without a key. */
  byte[] encode(Object record) throws IOException {
    if (record instanceof FiredTimer) {
      byte[] timer = JacksonSupport.cbor().writeValueAsBytes(record);
      return ByteBuffer.allocate(1 + timer.length).put(TIMER).put(timer).array();
    }
    return writer.writeValueAsBytes(record);
  }

  /** Reads what {@link #encode} has given. */
  Object decode(byte[] record) throws IOException {
    if (isTimer(record)) {
      return JacksonSupport.cbor().readValue(record, 1, record.length - 1, FiredTimer.class);
    }
    return reader.<Object>readValue(record);
  }

  /** Whether {@link #encode} has given it for a timer. */
  static boolean isTimer(byte[] record) {
    return record.length > 0 && record[0] == TIMER;
  }

  /** What {@link #encode} has given, for people: without what nobody is to see. */
  JsonNode shown(byte[] record) {
    return masked(json(record));
  }

  /** What may be shown of a record that somebody has written as JSON. */
  JsonNode masked(JsonNode written) {
    return masking.masked(written, maskedNames);
  }

  /** What somebody means who has changed what {@link #shown} has said of a record. */
  JsonNode unmasked(JsonNode changed, byte[] record) {
    return masking.unmasked(changed, json(record), maskedNames);
  }

  /** What {@link #encode} has given, as JSON, whole. */
  JsonNode json(byte[] record) {
    try {
      int at = isTimer(record) ? 1 : 0;
      return JacksonSupport.cbor().readTree(record, at, record.length - at);
    } catch (IOException e) {
      return TextNode.valueOf("cannot be read: " + Fatal.describe(e));
    }
  }

  /** The record that somebody has written as JSON. */
  Object ofJson(JsonNode json) throws IOException {
    Object record = jsonReader.readValue(json);
    if (record == null) {
      throw new IOException("the record is null");
    }
    return record;
  }

  /**
   * Reads {@code count} records into a batch.
   *
   * @param tracing null if this node follows none
   */
  Batch read(int step, int count, byte[] data, @Nullable Tracing tracing) throws IOException {
    Batch batch = new Batch(step, count);
    try (JsonParser parser = JacksonSupport.cbor().getFactory().createParser(data)) {
      for (int i = 0; i < count; i++) {
        byte[] context = null;
        if (parser.nextToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
          context = parser.getBinaryValue();
          parser.nextToken();
        }
        String key = parser.getText();
        parser.nextToken();
        batch.add(key, reader.<Object>readValue(parser));
        if (context != null && tracing != null) {
          tracing.remote(context).ifPresent(batch::follow);
        }
      }
    }
    return batch;
  }
}
