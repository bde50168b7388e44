package dev.potoroo.connector.kafka;

import dev.potoroo.connector.kafka.KafkaRecord.Header;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole record as bytes: two bytes that mark the form, then key, value, timestamp, the number of
 * headers, and of each its name and value. Bytes have their length in four bytes before them, -1
 * for null.
 */
final class Envelope {
  private static final short FORM = 0x4b01;
  private static final int NULL = -1;

  /** Mark, timestamp, and number of headers. */
  private static final int HEAD = Short.BYTES + Long.BYTES + Integer.BYTES;

  private Envelope() {}

  static byte[] of(KafkaRecord<byte[]> record) {
    List<Header> headers = record.headers();
    byte[][] names = new byte[headers.size()][];
    int size = HEAD + size(record.key()) + size(record.value());
    for (int i = 0; i < names.length; i++) {
      names[i] = headers.get(i).name().getBytes(StandardCharsets.UTF_8);
      size += size(names[i]) + size(headers.get(i).value());
    }
    ByteBuffer out = ByteBuffer.allocate(size).putShort(FORM);
    put(record.key(), out);
    put(record.value(), out);
    out.putLong(record.timestamp()).putInt(names.length);
    for (int i = 0; i < names.length; i++) {
      put(names[i], out);
      put(headers.get(i).value(), out);
    }
    return out.array();
  }

  private static int size(byte @Nullable [] bytes) {
    return Integer.BYTES + (bytes == null ? 0 : bytes.length);
  }

  private static void put(byte @Nullable [] bytes, ByteBuffer out) {
    if (bytes == null) {
      out.putInt(NULL);
    } else {
      out.putInt(bytes.length).put(bytes);
    }
  }

  /**
   * Reads a whole record.
   *
   * @throws IOException if the bytes are none
   */
  static KafkaRecord<byte[]> open(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (in.getShort() != FORM) {
        throw new IOException("the bytes are not those of a whole record of Kafka");
      }
      byte[] key = get(in);
      byte[] value = get(in);
      long timestamp = in.getLong();
      return new KafkaRecord<>(key, value, headers(in), timestamp);
    } catch (BufferUnderflowException e) {
      throw new IOException("the bytes of a whole record of Kafka are cut off", e);
    }
  }

  private static List<Header> headers(ByteBuffer in) {
    int count = in.getInt();
    if (count == 0) {
      return List.of();
    }
    List<Header> headers = new ArrayList<>();
    for (int left = count; left > 0; left--) {
      byte[] name = get(in);
      if (name == null) {
        throw new BufferUnderflowException();
      }
      headers.add(new Header(new String(name, StandardCharsets.UTF_8), get(in)));
    }
    return headers;
  }

  private static byte @Nullable [] get(ByteBuffer in) {
    int length = in.getInt();
    if (length == NULL) {
      return null;
    }
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
