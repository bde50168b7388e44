package dev.potoroo.connector.tcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The frames of the protocol of {@link AckedTcpSource}, after their length. */
final class AckedFrames {
  /** The only version of the protocol. */
  static final int VERSION = 1;

  static final byte HELLO = 1;
  static final byte OPEN = 2;
  static final byte MESSAGE = 3;
  static final byte END = 4;

  static final byte WELCOME = 65;
  static final byte ACK = 66;
  static final byte CREDIT = 67;
  static final byte ENDED = 68;
  static final byte ERROR = 69;

  /** What a message's frame has besides its payload: type, stream, id. */
  static final int MESSAGE_HEADER = 1 + 4 + 8;

  /** The largest frame of a server but for errors, with its length. */
  static final int LARGEST_ANSWER = 4 + 1 + 4 + 8;

  private static final int MAX_ERROR = 1000;

  private AckedFrames() {}

  static void welcome(ByteBuffer out, int maxPayload, int credits) {
    out.putInt(11).put(WELCOME).putShort((short) VERSION).putInt(maxPayload).putInt(credits);
  }

  static void ack(ByteBuffer out, int stream, long id) {
    out.putInt(13).put(ACK).putInt(stream).putLong(id);
  }

  static void credit(ByteBuffer out, int more) {
    out.putInt(5).put(CREDIT).putInt(more);
  }

  static void ended(ByteBuffer out, int stream) {
    out.putInt(5).put(ENDED).putInt(stream);
  }

  static ByteBuffer error(String text) {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(all.length, MAX_ERROR);
    return ByteBuffer.allocate(4 + 1 + 2 + length)
        .putInt(1 + 2 + length)
        .put(ERROR)
        .putShort((short) length)
        .put(all, 0, length)
        .flip();
  }

  /** A text after its length of two bytes. */
  static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getShort() & 0xffff];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
