package dev.potoroo.connector.tcp;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.framing.FrameDecoder;
import dev.potoroo.connector.framing.Framing;
import java.util.Objects;
import java.util.Optional;

/**
 * Listens on each node for connections that bring records, and never ends.
 *
 * <pre>{@code
 * Source.named("ticks", codec).from(TcpSource.listen("127.0.0.1", 7001).framing(Framing.LENGTH_4))
 * }</pre>
 *
 * <p>The records of one connection keep their order. A pipeline that is slower than its senders
 * slows them down through TCP; nothing is read ahead but 64 KiB and one unfinished record per
 * connection, so memory is bounded by the largest record times the number of connections. TCP tells
 * a sender nothing about what became of its records, so this source cannot replay: what was in
 * flight on a node that dies is lost.
 *
 * <p>Where records have a length before them, a length above the limit is rejected and its
 * connection closed, since what follows cannot be told apart; a line above the limit is rejected
 * and skipped. What a connection leaves unfinished is rejected. Immutable.
 */
public final class TcpSource implements SourceConnector {
  static final String DEFAULT_HOST = "127.0.0.1";
  static final int DEFAULT_MAX_CONNECTIONS = 1000;

  private final String host;
  private final int port;
  private final Framing framing;
  private final int maxFrameSize;
  private final int maxConnections;
  private final Optional<Tls> tls;

  private TcpSource(
      String host,
      int port,
      Framing framing,
      int maxFrameSize,
      int maxConnections,
      Optional<Tls> tls) {
    this.host = Objects.requireNonNull(host, "host");
    this.port = Ports.require(port, 0);
    this.framing = Objects.requireNonNull(framing, "framing");
    this.maxFrameSize = atLeastOne("max-frame-size", maxFrameSize);
    this.maxConnections = atLeastOne("max-connections", maxConnections);
    this.tls = tls;
  }

  /**
   * Lines that arrive at {@code port} of this machine's address {@code host}; port 0 takes a free
   * one, the same for as long as the node runs, which {@link SourceReader#describe} and the log
   * tell.
   */
  public static TcpSource listen(String host, int port) {
    return new TcpSource(
        host, port, Framing.NEWLINE, Integer.MAX_VALUE, DEFAULT_MAX_CONNECTIONS, Optional.empty());
  }

  /** With another framing than lines. */
  public TcpSource framing(Framing framing) {
    return new TcpSource(host, port, framing, maxFrameSize, maxConnections, tls);
  }

  /** With a lower limit for the size of a record than the pipeline's, in bytes. */
  public TcpSource maxFrameSize(int bytes) {
    return new TcpSource(host, port, framing, bytes, maxConnections, tls);
  }

  /** With that many connections at once at most (1000); more are closed at once and logged. */
  public TcpSource maxConnections(int number) {
    return new TcpSource(host, port, framing, maxFrameSize, number, tls);
  }

  /** For connections with TLS alone. */
  public TcpSource tls(Tls tls) {
    return new TcpSource(host, port, framing, maxFrameSize, maxConnections, Optional.of(tls));
  }

  @Override
  public String describe() {
    return "tcp " + host + ":" + port;
  }

  @Override
  public Scope scope() {
    return Scope.NODE;
  }

  @Override
  public boolean replayable() {
    return false;
  }

  @Override
  public SourceReader open(SourceContext context) throws Exception {
    int maxSize = Math.min(maxFrameSize, context.maxRecordSize());
    return TcpReader.open(
        context,
        host,
        port,
        new TcpReader.Service(
            maxConnections,
            tls,
            peer ->
                new FramedRecords(
                    context.source(),
                    peer,
                    FrameDecoder.forConnection(framing, maxSize, context.maxRawSize()))));
  }

  static int atLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " [" + value + "] must be at least 1.");
    }
    return value;
  }
}
