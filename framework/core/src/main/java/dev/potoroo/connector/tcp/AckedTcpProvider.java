package dev.potoroo.connector.tcp;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.util.Optional;

/**
 * {@code connector = tcp-acked}: a {@linkplain AckedTcpSource source} that listens.
 *
 * <ul>
 *   <li>{@code host} ({@code 127.0.0.1}), {@code port} (required; 0 takes a free one): where to
 *       listen
 *   <li>{@code token}: what clients must say, if anything
 *   <li>{@code max-message-size}: the largest payload; the pipeline's largest record if not set
 *   <li>{@code max-waiting} (65536): how many messages of a connection may wait to be committed
 *   <li>{@code max-streams} (1000): of a connection, open at once
 *   <li>{@code max-connections} (100): at once; more are refused
 *   <li>{@code tls-key-store} and {@code tls-key-store-password}: speaks TLS alone, with the key of
 *       that file
 * </ul>
 */
public final class AckedTcpProvider implements ConnectorProvider {
  @Override
  public String name() {
    return "tcp-acked";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    AckedTcpSource source =
        AckedTcpSource.listen(
                settings.text("host", TcpSource.DEFAULT_HOST),
                (int) settings.number("port", 0, Ports.MAX))
            .limits(
                settings.size("max-message-size", Integer.MAX_VALUE),
                count(settings, "max-waiting", AckedTcpSource.DEFAULT_MAX_WAITING),
                count(settings, "max-streams", AckedTcpSource.DEFAULT_MAX_STREAMS),
                count(settings, "max-connections", AckedTcpSource.DEFAULT_MAX_CONNECTIONS));
    String token = settings.text("token", "");
    AckedTcpSource known = token.isEmpty() ? source : source.token(token);
    return Optional.of(Tls.of(settings).map(known::tls).orElse(known));
  }

  private static int count(ConnectorSettings settings, String key, int otherwise) {
    return (int) settings.number(key, otherwise, 1, Integer.MAX_VALUE);
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    return Optional.empty();
  }
}
