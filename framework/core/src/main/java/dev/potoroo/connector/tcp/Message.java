package dev.potoroo.connector.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a client has sent to an {@link AckedTcpSource}, with the name of its stream and its place in
 * there. Immutable, as long as nobody changes its bytes.
 *
 * @param stream the stream's name
 * @param id grows within a stream, from 1; a message that is sent again has the same
 * @param payload the record, encoded
 */
public record Message(String stream, long id, byte[] payload) {
  /** The codec's name by which the source knows that it is to give whole messages. */
  public static final String CODEC = "tcp-message";

  private static final short FORM = 0x5401;
  private static final int FIXED = 2 + 2 + 8;

  /** As bytes: two that mark the form, the stream after its length, the id, the payload. */
  public byte[] encode() {
    byte[] name = stream.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(FIXED + name.length + payload.length)
        .putShort(FORM)
        .putShort((short) name.length)
        .put(name)
        .putLong(id)
        .put(payload)
        .array();
  }

  /**
   * From its bytes.
   *
   * @throws IOException if they are not those of a message
   */
  public static Message decode(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < FIXED || in.getShort() != FORM) {
      throw new IOException("the bytes are not those of a message");
    }
    byte[] name = new byte[in.getShort() & 0xffff];
    if (in.remaining() < name.length + Long.BYTES) {
      throw new IOException("the bytes of a message are cut off");
    }
    in.get(name);
    long id = in.getLong();
    byte[] payload = new byte[in.remaining()];
    in.get(payload);
    return new Message(new String(name, StandardCharsets.UTF_8), id, payload);
  }
}
