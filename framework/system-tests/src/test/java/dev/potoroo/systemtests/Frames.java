package dev.potoroo.systemtests;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** Sends to a TCP source. */
final class Frames implements AutoCloseable {
  private final Socket socket;
  private final DataOutputStream out;

  private Frames(Socket socket) throws IOException {
    this.socket = socket;
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 64 * 1024));
  }

  static Frames to(int port) throws IOException {
    return new Frames(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** As it is. */
  Frames bytes(byte... bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** To write to. */
  OutputStream stream() {
    return out;
  }

  /** Sends all frames and closes. */
  static void send(int port, List<byte[]> payloads) {
    try (Frames frames = to(port)) {
      for (byte[] payload : payloads) {
        frames.out.writeInt(payload.length);
        frames.out.write(payload);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try (socket) {
      out.flush();
    }
  }
}
