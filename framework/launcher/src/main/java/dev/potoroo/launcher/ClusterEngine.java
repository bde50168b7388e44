package dev.potoroo.launcher;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.TopologyPrinter;
import dev.potoroo.management.ManagementConfig;
import dev.potoroo.management.ManagementEndpoint;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.TopologyFormat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The real engine: a node of a cluster with its management endpoint. */
final class ClusterEngine implements Engine {
  private static final String HOST = "potoroo.management.host";
  private static final String PORT = "potoroo.management.port";

  @Override
  public PipelineService start(Pipeline pipeline, Config config) {
    check(config);
    checkPort(config);
    return PipelineService.start(pipeline, ManagementConfig.applyTo(config));
  }

  @Override
  public Endpoint manage(PipelineService service) {
    ManagementEndpoint endpoint = ManagementEndpoint.start(service);
    return new Endpoint() {
      @Override
      public String address() {
        return endpoint.address();
      }

      @Override
      public void close() {
        endpoint.close();
      }
    };
  }

  @Override
  public String topology(Pipeline pipeline, TopologyFormat format) {
    return TopologyPrinter.print(Topology.of(pipeline), format);
  }

  /** Faults in the settings of both modules belong in one report. */
  private static void check(Config config) {
    List<Fault> faults = new ArrayList<>();
    for (Consumer<Config> settings :
        List.<Consumer<Config>>of(PipelineSettings::of, ManagementConfig::applyTo)) {
      try {
        settings.accept(config);
      } catch (PotorooException e) {
        faults.addAll(e.faults());
      }
    }
    if (!faults.isEmpty()) {
      throw new PotorooException(faults);
    }
  }

  /**
   * The endpoint opens when records already flow; that its port is in use should be known before
   * the first one.
   */
  private static void checkPort(Config config) {
    String host = config.getString(HOST);
    int port = config.getInt(PORT);
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new PotorooException(
          ErrorCode.PORT_NOT_BOUND,
          "The management endpoint cannot listen on ["
              + host
              + ":"
              + port
              + "] ("
              + e.getMessage()
              + "). Take another port with --management-port, 0 for any free one.",
          e);
    }
  }
}
