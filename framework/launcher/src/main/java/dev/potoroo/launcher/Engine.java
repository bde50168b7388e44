package dev.potoroo.launcher;

import com.typesafe.config.Config;
import dev.potoroo.Pipeline;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.TopologyFormat;

/** What runs and prints pipelines; an interface for the sake of tests of the command line. */
interface Engine {

  /** Checks the pipeline and its configuration, as {@link #start} does, and starts nothing. */
  void check(Pipeline pipeline, Config config);

  /** Checks the configuration and starts the pipeline. */
  PipelineService start(Pipeline pipeline, Config config);

  /**
   * Opens the management endpoint, which closes with the service.
   *
   * @return where it listens, {@code http://host:port} or {@code https://host:port}
   */
  String manage(PipelineService service);

  /** Prints the graph, with the connectors of the configuration, without running it. */
  String topology(Pipeline pipeline, Config config, TopologyFormat format);
}
