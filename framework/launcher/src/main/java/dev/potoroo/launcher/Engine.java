package dev.potoroo.launcher;

import com.typesafe.config.Config;
import dev.potoroo.Pipeline;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.TopologyFormat;

/** What runs and prints pipelines; an interface for the sake of tests of the command line. */
interface Engine {

  /** Checks the configuration and starts the pipeline. */
  PipelineService start(Pipeline pipeline, Config config);

  /** Opens the management endpoint. */
  Endpoint manage(PipelineService service);

  /** Prints the graph without running it. */
  String topology(Pipeline pipeline, TopologyFormat format);

  /** An open management endpoint. */
  interface Endpoint extends AutoCloseable {
    /** {@code host:port}. */
    String address();

    @Override
    void close();
  }
}
