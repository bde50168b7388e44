package dev.potoroo.connector.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/** The server's end of TLS. Holds one or two of its packets in each direction. */
final class TlsWire implements Wire {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;

  /** What has come and is not decrypted: less than a packet, between two reads. */
  private final ByteBuffer in;

  /** What is encrypted and not sent. */
  private final ByteBuffer out;

  private boolean established;
  private boolean shut;

  TlsWire(SocketChannel channel, SSLEngine engine) throws IOException {
    this.channel = channel;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    // All that is read at once must fit, decrypted, into the room of a read, with one to spare.
    this.in = ByteBuffer.allocate(Math.min(2 * packet, ROOM - packet));
    this.out = ByteBuffer.allocate(packet).limit(0);
    engine.beginHandshake();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (shut) {
      in.clear();
      return Math.min(0, channel.read(in));
    }
    if (!flush()) {
      // Who does not read is not read from either: what is to be sent must not pile up.
      return 0;
    }
    int count = channel.read(in);
    int start = into.position();
    in.flip();
    try {
      while (step(into)) {
        // Until all is decrypted.
      }
    } finally {
      in.compact();
    }
    int decrypted = into.position() - start;
    boolean over = count < 0 || engine.isInboundDone();
    return decrypted == 0 && over ? -1 : decrypted;
  }

  /** One step of the handshake, or one packet; whether there may be another. */
  private boolean step(ByteBuffer into) throws IOException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
        return true;
      }
      case NEED_WRAP -> {
        return flush() && wrap(NOTHING) && flush();
      }
      default -> {
        SSLEngineResult result = engine.unwrap(in, into);
        note(result);
        return result.getStatus() == Status.OK && result.bytesConsumed() > 0;
      }
    }
  }

  /** Encrypts a packet; whether it has made one. */
  private boolean wrap(ByteBuffer from) throws IOException {
    out.clear();
    try {
      SSLEngineResult result = engine.wrap(from, out);
      note(result);
      return result.bytesProduced() > 0;
    } finally {
      out.flip();
    }
  }

  private void note(SSLEngineResult result) {
    established |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    while (from.hasRemaining() && flush() && wrap(from)) {
      // As long as all of the last packet was sent.
    }
  }

  @Override
  public boolean flush() throws IOException {
    if (out.hasRemaining()) {
      channel.write(out);
    }
    return !out.hasRemaining();
  }

  @Override
  public void shutdownOutput() throws IOException {
    sayEnd();
    shut = true;
    channel.shutdownOutput();
  }

  private void sayEnd() throws IOException {
    engine.closeOutbound();
    if (flush() && wrap(NOTHING)) {
      flush();
    }
  }

  @Override
  public boolean isShut() {
    return shut;
  }

  @Override
  public boolean established() {
    return established;
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (!shut) {
        sayEnd();
      }
    }
  }
}
