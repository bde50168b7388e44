package dev.potoroo.launcher;

import com.typesafe.config.Config;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import dev.potoroo.internal.config.Bindings;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.StepSettings;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.TopologyPrinter;
import dev.potoroo.management.ManagementConfig;
import dev.potoroo.management.ManagementEndpoint;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.TopologyFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The real engine: a node of a cluster with its management endpoint. */
final class ClusterEngine implements Engine {
  @Override
  public void check(Pipeline pipeline, Config config) {
    check(config);
    Bindings.resolve(StepSettings.apply(Topology.of(pipeline), config), config);
  }

  @Override
  public PipelineService start(Pipeline pipeline, Config config) {
    check(config);
    PortCheck.of(config);
    return PipelineService.start(pipeline, ManagementConfig.applyTo(config));
  }

  @Override
  public String manage(PipelineService service) {
    // Not closed by us: a draining node should answer to the end, which is that of the system.
    return ManagementEndpoint.start(service).url();
  }

  @Override
  public String topology(Pipeline pipeline, Config config, TopologyFormat format) {
    return TopologyPrinter.print(
        Bindings.bound(Topology.of(pipeline), config),
        format,
        PipelineSettings.of(config).stored());
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
}
