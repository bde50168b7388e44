package dev.potoroo.connector.tcp;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Listens on each node for clients that keep what they send until they are told that it is
 * committed. Never ends. What is said on a connection is in the reference of the protocol.
 *
 * <pre>{@code
 * Source.named("ticks", AckedMessages.codec()).from(AckedTcpSource.listen("127.0.0.1", 7002))
 * }</pre>
 *
 * <p>A client whose connection breaks connects again, to any node, and sends again what it was not
 * told of. With {@link Message}s as records the pipeline knows which it has seen, and each has its
 * effect once; with any other codec the payloads are the records, and some may come twice.
 *
 * <p>The messages of a stream keep their order. Nothing is read ahead but 64 KiB and one unfinished
 * frame per connection. A client may send so many messages that are not committed as its credit
 * allows. When the pipeline goes back to its last commit, all connections are closed. Without a
 * store nothing is ever committed: clients are then told as soon as a message was read. Immutable.
 */
public final class AckedTcpSource implements SourceConnector {
  static final int DEFAULT_MAX_CONNECTIONS = 100;
  static final int DEFAULT_MAX_STREAMS = 1_000;
  static final int DEFAULT_MAX_WAITING = 65_536;

  private final String host;
  private final int port;
  private final Optional<String> token;
  private final Optional<Tls> tls;
  private final Limits limits;

  /** How much there may be. */
  record Limits(int maxMessageSize, int maxWaiting, int maxStreams, int maxConnections) {
    Limits {
      TcpSource.atLeastOne("max-message-size", maxMessageSize);
      TcpSource.atLeastOne("max-waiting", maxWaiting);
      TcpSource.atLeastOne("max-streams", maxStreams);
      TcpSource.atLeastOne("max-connections", maxConnections);
    }
  }

  private AckedTcpSource(
      String host, int port, Optional<String> token, Optional<Tls> tls, Limits limits) {
    this.host = Objects.requireNonNull(host, "host");
    this.port = Ports.require(port, 0);
    this.token = token;
    this.tls = tls;
    this.limits = limits;
  }

  /**
   * Takes clients at {@code port} of this machine's address {@code host}; port 0 takes a free one,
   * the same for as long as the node runs, which {@link SourceReader#describe} and the log tell.
   */
  public static AckedTcpSource listen(String host, int port) {
    Limits limits =
        new Limits(
            Integer.MAX_VALUE, DEFAULT_MAX_WAITING, DEFAULT_MAX_STREAMS, DEFAULT_MAX_CONNECTIONS);
    return new AckedTcpSource(host, port, Optional.empty(), Optional.empty(), limits);
  }

  /** Only for clients that say this. */
  public AckedTcpSource token(String token) {
    if (token.isEmpty()) {
      throw new IllegalArgumentException("token is empty. Leave it out, or set a secret one.");
    }
    return new AckedTcpSource(host, port, Optional.of(token), tls, limits);
  }

  /** For connections with TLS alone. */
  public AckedTcpSource tls(Tls tls) {
    return new AckedTcpSource(host, port, token, Optional.of(tls), limits);
  }

  /**
   * With other limits.
   *
   * @param maxMessageSize the largest payload, in bytes; the pipeline's largest record if that is
   *     smaller, as it is by default. A client that sends a larger one is sent away
   * @param maxWaiting how many messages of a connection may wait to be committed (65 536)
   * @param maxStreams how many streams a connection may have open at once (1000)
   * @param maxConnections how many connections there may be at once (100); others are closed. Those
   *     that have not said hello make room for new ones
   */
  public AckedTcpSource limits(
      int maxMessageSize, int maxWaiting, int maxStreams, int maxConnections) {
    Limits other = new Limits(maxMessageSize, maxWaiting, maxStreams, maxConnections);
    return new AckedTcpSource(host, port, token, tls, other);
  }

  @Override
  public String describe() {
    return "acknowledged tcp " + host + ":" + port;
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
  public boolean acknowledges() {
    return true;
  }

  @Override
  public SourceReader open(SourceContext context) throws Exception {
    AckedSession.Rules rules =
        new AckedSession.Rules(
            Math.min(limits.maxMessageSize(), context.maxRecordSize()),
            limits.maxWaiting(),
            limits.maxStreams(),
            token,
            context.committing());
    boolean whole = context.codec().equals(Message.CODEC);
    AtomicLong position = new AtomicLong(context.startPosition());
    return TcpReader.open(
        context,
        host,
        port,
        new TcpReader.Service(
            limits.maxConnections(),
            tls,
            peer ->
                new AckedConversation(
                    context.source(), peer, rules, whole, position::incrementAndGet)));
  }
}
