package dev.potoroo.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The frames of the protocol, in its version 1. */
final class Frames {
  private static final int VERSION = 1;
  private static final byte HELLO = 1;
  private static final byte OPEN = 2;
  private static final byte MESSAGE = 3;
  private static final byte END = 4;
  private static final int MAX_ANSWER = 64 * 1024;

  private Frames() {}

  static byte[] hello(String token) {
    byte[] text = token.getBytes(StandardCharsets.UTF_8);
    return frame(HELLO, 2 + 2 + text.length)
        .putShort((short) VERSION)
        .putShort((short) text.length)
        .put(text)
        .array();
  }

  static byte[] open(int stream, byte[] name) {
    return frame(OPEN, 4 + 2 + name.length)
        .putInt(stream)
        .putShort((short) name.length)
        .put(name)
        .array();
  }

  static byte[] message(int stream, long id, byte[] payload) {
    return frame(MESSAGE, 4 + 8 + payload.length).putInt(stream).putLong(id).put(payload).array();
  }

  static byte[] end(int stream) {
    return frame(END, 4).putInt(stream).array();
  }

  private static ByteBuffer frame(byte type, int size) {
    return ByteBuffer.allocate(4 + 1 + size).putInt(1 + size).put(type);
  }

  /** What a server says. */
  sealed interface Answer {}

  /** It takes payloads of that size, and so many messages that it has not acknowledged. */
  record Welcome(int maxPayload, int credits) implements Answer {}

  /** All up to that id is committed. */
  record Ack(int stream, long id) implements Answer {}

  /** It takes so many more. */
  record Credit(int more) implements Answer {}

  /** All of the stream is committed. */
  record Ended(int stream) implements Answer {}

  /**
   * Reads an answer.
   *
   * @param first its first byte
   * @throws RefusedException if it is an error
   */
  static Answer read(int first, InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
    if (length < 1 || length > MAX_ANSWER) {
      throw new IOException("what answers does not speak this protocol");
    }
    byte[] body = new byte[length];
    in.readFully(body);
    ByteBuffer frame = ByteBuffer.wrap(body);
    byte type = frame.get();
    return switch (type) {
      case 65 -> {
        frame.getShort();
        yield new Welcome(frame.getInt(), frame.getInt());
      }
      case 66 -> new Ack(frame.getInt(), frame.getLong());
      case 67 -> new Credit(frame.getInt());
      case 68 -> new Ended(frame.getInt());
      case 69 ->
          throw new RefusedException(new String(body, 3, body.length - 3, StandardCharsets.UTF_8));
      default -> throw new IOException("an answer has the unknown type [" + type + "]");
    };
  }
}
