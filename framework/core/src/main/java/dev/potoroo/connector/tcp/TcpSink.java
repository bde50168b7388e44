package dev.potoroo.connector.tcp;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.framing.Framing;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Sends records to a TCP server, over one connection from each node: text as lines, anything else
 * with a four-byte length before each record.
 *
 * <pre>{@code
 * Sink.named("alerts", codec).into(TcpSink.to("127.0.0.1", 9000))
 * }</pre>
 *
 * <p>A server that stops reading slows the pipeline down. The server must be there when the
 * pipeline starts. If the connection breaks later it is made anew, with growing pauses from 0.1 to
 * 2 seconds, and what this side has not yet handed to the operating system in full (up to 64 KiB
 * and one record) is sent again from its first record: the server may see records twice, and the
 * end of the old connection may be half a record. What the operating system had taken but not
 * delivered when the connection broke is lost: TCP does not tell. A server that closes its sending
 * half counts as gone; what it sends is read and ignored. Immutable.
 */
public final class TcpSink implements SinkConnector {
  static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
  static final Duration DEFAULT_RECONNECT_TIMEOUT = Duration.ofSeconds(30);

  private final String host;
  private final int port;
  private final Optional<Framing> framing;
  private final Duration connectTimeout;
  private final Duration reconnectTimeout;

  private TcpSink(
      String host,
      int port,
      Optional<Framing> framing,
      Duration connectTimeout,
      Duration reconnectTimeout) {
    this.host = Objects.requireNonNull(host, "host");
    this.port = Ports.require(port, 1);
    this.framing = framing;
    this.connectTimeout = Objects.requireNonNull(connectTimeout, "connectTimeout");
    this.reconnectTimeout = Objects.requireNonNull(reconnectTimeout, "reconnectTimeout");
  }

  /** Connects to that server. */
  public static TcpSink to(String host, int port) {
    return new TcpSink(
        host, port, Optional.empty(), DEFAULT_CONNECT_TIMEOUT, DEFAULT_RECONNECT_TIMEOUT);
  }

  /** With this framing, whatever the records are. */
  public TcpSink framing(Framing framing) {
    return new TcpSink(host, port, Optional.of(framing), connectTimeout, reconnectTimeout);
  }

  /** Waits that long for a connection to be made (5 s); 0 is as long as the system does. */
  public TcpSink connectTimeout(Duration timeout) {
    return new TcpSink(host, port, framing, timeout, reconnectTimeout);
  }

  /** Tries that long to make a broken connection anew (30 s); then the pipeline stops. */
  public TcpSink reconnectTimeout(Duration timeout) {
    return new TcpSink(host, port, framing, connectTimeout, timeout);
  }

  @Override
  public String describe() {
    return "tcp " + host + ":" + port;
  }

  @Override
  public SinkWriter open(SinkContext context) throws Exception {
    Framing chosen = framing.orElse(context.text() ? Framing.NEWLINE : Framing.LENGTH_4);
    Dialer dialer = new Dialer(host, port, connectTimeout);
    return new TcpWriter(context.sink(), dialer, reconnectTimeout, chosen, dialer.connect());
  }
}
