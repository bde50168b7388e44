package dev.potoroo.management;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.service.PipelineService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions about a running pipeline over HTTP: Pekko Management's {@code /ready}, {@code
 * /alive}, {@code /cluster/members} and our {@code /api/v1}, on one port. It listens on this
 * machine's own address unless told otherwise; there who reads needs no token. What changes
 * something always needs one.
 *
 * <p>The address and limits are {@code potoroo.management} in the configuration that the pipeline
 * was started with, which {@link ManagementConfig#applyTo} has to have seen. Closes with the actor
 * system at the latest. Safe for use by any thread.
 */
public final class ManagementEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementEndpoint.class);
  // How long answers that are being made may go on when the endpoint closes.
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final ServerBinding binding;
  private final String scheme;
  private final String address;
  private @Nullable CompletableFuture<Void> stopped;

  private ManagementEndpoint(ServerBinding binding, ManagementSettings settings) {
    this.binding = binding;
    this.scheme = settings.tls().isPresent() ? "https" : "http";
    String host = settings.host();
    this.address =
        (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
            + ":"
            + binding.localAddress().getPort();
  }

  /**
   * Starts to answer; returns when the port is open.
   *
   * @param service the pipeline to tell about
   * @throws PotorooException if the address cannot be listened on, or a setting is not as it must
   *     be
   */
  public static ManagementEndpoint start(PipelineService service) {
    ActorSystem<?> system = service.system();
    ManagementSettings settings = ManagementSettings.read(system.settings().config());
    RunningPipeline running = RunningPipeline.of(system);
    running.set(service, access(settings, system.settings().config(), service.pipeline()));
    warn(settings, service.pipeline());
    tryOut(settings);
    Route routes = PekkoManagement.get(system).getRoutes();
    ServerBinding binding =
        bound(
            builder(system, settings)
                .bind(
                    new FrontDoor(new HostFilter(settings), running, settings.limits())
                        .before(routes)),
            settings);
    ManagementEndpoint endpoint = new ManagementEndpoint(binding, settings);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceRequestsDone(),
            "potoroo-management",
            () ->
                endpoint
                    .stop()
                    .thenApply(
                        closed -> {
                          running.metrics().ifPresent(Metrics::close);
                          return Done.getInstance();
                        }));
    return endpoint;
  }

  /** Where it listens, {@code host:port}; the port is the one that was found if 0 was asked for. */
  public String address() {
    return address;
  }

  /** Where it listens, as {@code http://host:port} or {@code https://host:port}. */
  public String url() {
    return scheme + "://" + address;
  }

  /** Closes the port and lets answers that are being made finish for a second. */
  public synchronized CompletionStage<Void> stop() {
    if (stopped == null) {
      stopped =
          binding
              .terminate(GRACE)
              .thenAccept(terminated -> {})
              .toCompletableFuture()
              // Without an actor system nobody would answer, but then the port is closed too.
              .completeOnTimeout(null, 5 * GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }
    return stopped;
  }

  /** {@link #stop}, waiting for it. */
  @Override
  public void close() {
    stop().toCompletableFuture().join();
  }

  private static Access access(ManagementSettings settings, Config config, String pipeline) {
    List<AccessToken> tokens = new ArrayList<>(settings.tokens());
    tokens.add(WriteToken.of(settings.token(), config, pipeline).access());
    return new Access(
        tokens, settings.readingIsFree(), settings.limits().maxWrongTokens(), System::nanoTime);
  }

  private static void warn(ManagementSettings settings, String pipeline) {
    if (HostFilter.isLoopback(settings.host())) {
      return;
    }
    if (settings.tls().isEmpty()) {
      LOG.warn(
          "The management endpoint listens on [{}] without TLS: who sees the network sees the state"
              + " of [{}], and the tokens",
          settings.host(),
          pipeline);
    }
    if (settings.readingIsFree()) {
      LOG.warn(
          "The management endpoint listens on [{}] and asks who reads for no token: whoever reaches"
              + " it reads the state of [{}]",
          settings.host(),
          pipeline);
    }
  }

  private static ServerBuilder builder(ActorSystem<?> system, ManagementSettings settings) {
    ServerBuilder plain =
        Http.get(system)
            .newServerAt(settings.host(), settings.port())
            .withSettings(server(system.settings().config(), settings));
    return settings.tls().map(tls -> plain.enableHttps(ServerTls.context(tls))).orElse(plain);
  }

  private static ServerBinding bound(
      CompletionStage<ServerBinding> binding, ManagementSettings settings) {
    try {
      return binding
          .toCompletableFuture()
          .get(settings.limits().requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw notBound(settings, Failures.cause(e));
    } catch (TimeoutException e) {
      throw notBound(settings, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notBound(settings, e);
    }
  }

  /** Finds out first: Pekko would log a stack trace for an address that it cannot listen on. */
  private static void tryOut(ManagementSettings settings) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(settings.host(), settings.port()));
    } catch (IOException e) {
      throw notBound(settings, e);
    }
  }

  private static PotorooException notBound(ManagementSettings settings, Throwable cause) {
    return new PotorooException(
        ErrorCode.PORT_NOT_BOUND,
        ("Management address [%s:%d] cannot be listened on: %s. Stop what uses it, or set"
                + " potoroo.management.port to another port (0 takes a free one) and"
                + " potoroo.management.host to an address of this machine.")
            .formatted(settings.host(), settings.port(), reason(cause)),
        cause);
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  /** The server's settings, for this server alone: an embedding application may have others. */
  private static ServerSettings server(Config config, ManagementSettings settings) {
    Map<String, Object> ours =
        Map.of(
            "server-header",
            "",
            "transparent-head-requests",
            true,
            "raw-request-uri-header",
            true,
            // Ours comes first and tells more.
            "request-timeout",
            settings.limits().requestTimeout().plusSeconds(5).toMillis() + "ms",
            "remote-address-attribute",
            true,
            "max-connections",
            settings.limits().maxConnections(),
            // A client that says nothing for so long is gone, or wants to keep us busy.
            "idle-timeout",
            settings.limits().requestTimeout().plusSeconds(20).toMillis() + "ms",
            "parsing.max-content-length",
            settings.limits().maxBodySize(),
            "parsing.max-uri-length",
            settings.limits().maxUriLength(),
            "parsing.error-handler",
            UnreadableRequest.class.getName());
    return ServerSettings.create(
        ConfigFactory.parseMap(ours).atPath("pekko.http.server").withFallback(config));
  }
}
