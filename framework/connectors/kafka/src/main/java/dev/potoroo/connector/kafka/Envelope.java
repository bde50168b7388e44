package dev.potoroo.connector.kafka;

import dev.potoroo.connector.kafka.KafkaRecord.Header;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
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

  private Envelope() {}

  static byte[] of(KafkaRecord<byte[]> record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(FORM);
    write(record.key(), out);
    write(record.value(), out);
    out.writeLong(record.timestamp());
    out.writeInt(record.headers().size());
    for (Header header : record.headers()) {
      write(header.name().getBytes(StandardCharsets.UTF_8), out);
      write(header.value(), out);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a whole record.
   *
   * @throws IOException if the bytes are none
   */
  static KafkaRecord<byte[]> open(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      if (in.readShort() != FORM) {
        throw new IOException("the bytes are not those of a whole record of Kafka");
      }
      byte[] key = read(in);
      byte[] value = read(in);
      long timestamp = in.readLong();
      List<Header> headers = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        byte[] name = read(in);
        if (name == null) {
          throw new EOFException();
        }
        headers.add(new Header(new String(name, StandardCharsets.UTF_8), read(in)));
      }
      return new KafkaRecord<>(key, value, headers, timestamp);
    } catch (EOFException e) {
      throw new IOException("the bytes of a whole record of Kafka are cut off", e);
    }
  }

  private static void write(byte @Nullable [] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes == null ? NULL : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte @Nullable [] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length == NULL) {
      return null;
    }
    if (length < 0 || length > in.available()) {
      throw new EOFException();
    }
    return in.readNBytes(length);
  }
}
