package dev.potoroo.connector.tcp;

import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.framing.FrameBuffer;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends records, and makes its connection anew when it breaks. */
final class TcpWriter implements SinkWriter {
  private static final Logger LOG = LoggerFactory.getLogger(TcpWriter.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final String sink;
  private final Dialer dialer;
  private final Duration reconnectTimeout;
  private final FrameBuffer unsent;
  private OutgoingConnection connection;

  TcpWriter(
      String sink, Dialer dialer, Duration reconnectTimeout, Framing framing, SocketChannel channel)
      throws IOException {
    this.sink = sink;
    this.dialer = dialer;
    this.reconnectTimeout = reconnectTimeout;
    this.unsent = new FrameBuffer(framing);
    this.connection = new OutgoingConnection(channel);
  }

  @Override
  public void write(byte[] record) throws IOException {
    unsent.put(record);
    if (unsent.full()) {
      flush();
    }
  }

  @Override
  public void flush() throws IOException {
    while (unsent.size() > 0) {
      try {
        connection.send(unsent.content());
        unsent.clear();
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          // A record may have been sent in part, so this connection is of no use any more.
          connection.close();
          throw interrupted(e);
        }
        LOG.warn("sink [{}] lost its connection to {}: {}", sink, server(), e.getMessage());
        reconnect();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      flush();
    } finally {
      connection.close();
    }
  }

  private void reconnect() throws IOException {
    connection.close();
    long giveUpAt = System.nanoTime() + reconnectTimeout.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        connection = new OutgoingConnection(dialer.connect());
        LOG.info("sink [{}] is connected to {} again", sink, server());
        return;
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw interrupted(e);
        }
        if (System.nanoTime() - giveUpAt >= 0) {
          throw new IOException(
              "the connection to "
                  + server()
                  + " broke and could not be made again within "
                  + reconnectTimeout.toMillis()
                  + " ms: "
                  + e.getMessage(),
              e);
        }
      }
      pause(pause);
      pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
    }
  }

  private static void pause(long millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  private static IOException interrupted(Exception cause) {
    IOException e = new InterruptedIOException("interrupted while sending");
    e.initCause(cause);
    return e;
  }

  private String server() {
    return dialer.host() + ":" + dialer.port();
  }
}
