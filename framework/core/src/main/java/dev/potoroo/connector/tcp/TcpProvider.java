package dev.potoroo.connector.tcp;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.framing.Framing;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code connector = tcp}.
 *
 * <p>As a {@linkplain TcpSource source}, which listens:
 *
 * <ul>
 *   <li>{@code host} ({@code 127.0.0.1}): the address of this machine to listen at
 *   <li>{@code port}: 0 to 65 535, 0 takes a free one; required
 *   <li>{@code framing} ({@code newline}): {@code newline}, {@code length-1}, {@code length-2} or
 *       {@code length-4}
 *   <li>{@code max-frame-size}: the largest record; the pipeline's limit if not set or above it
 *   <li>{@code max-connections} (1000): at once; more are refused
 *   <li>{@code tls-key-store} and {@code tls-key-store-password}: speaks TLS alone, with the key of
 *       that file
 * </ul>
 *
 * <p>As a {@linkplain TcpSink sink}, which connects:
 *
 * <ul>
 *   <li>{@code host} ({@code 127.0.0.1}) and {@code port} (1 to 65 535, required): the server
 *   <li>{@code framing} ({@code newline} for text, else {@code length-4})
 *   <li>{@code connect-timeout} (5s): how long to wait for the server; 0 is as long as the system
 *       does
 *   <li>{@code reconnect-timeout} (30s): how long to try when the connection broke
 * </ul>
 */
public final class TcpProvider implements ConnectorProvider {
  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    String host = settings.text("host", TcpSource.DEFAULT_HOST);
    int port = (int) settings.number("port", 0, Ports.MAX);
    TcpSource source =
        TcpSource.listen(host, port)
            .framing(Framing.setting(settings, "framing", Framing.NEWLINE))
            .maxFrameSize(settings.size("max-frame-size", Integer.MAX_VALUE))
            .maxConnections(
                (int)
                    settings.number(
                        "max-connections",
                        TcpSource.DEFAULT_MAX_CONNECTIONS,
                        1,
                        Integer.MAX_VALUE));
    return Optional.of(Tls.of(settings).map(source::tls).orElse(source));
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    String host = settings.text("host", TcpSource.DEFAULT_HOST);
    int port = (int) settings.number("port", 1, Ports.MAX);
    Framing framing = Framing.setting(settings, "framing", Framing.NEWLINE);
    Duration connect = settings.duration("connect-timeout", TcpSink.DEFAULT_CONNECT_TIMEOUT);
    Duration reconnect = settings.duration("reconnect-timeout", TcpSink.DEFAULT_RECONNECT_TIMEOUT);
    TcpSink sink = TcpSink.to(host, port).connectTimeout(connect).reconnectTimeout(reconnect);
    return Optional.of(settings.has("framing") ? sink.framing(framing) : sink);
  }
}
