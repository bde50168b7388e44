package dev.potoroo.launcher;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Pipeline;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.TopologyFormat;
import java.util.Optional;

/** Starts a {@link FakeService}, or refuses to. */
final class FakeEngine implements Engine {
  final FakeService service = new FakeService();
  Optional<RuntimeException> refusal = Optional.empty();
  Optional<RuntimeException> unmanaged = Optional.empty();
  Config config = ConfigFactory.empty();

  @Override
  public void check(Pipeline pipeline, Config config) {
    this.config = config;
  }

  @Override
  public PipelineService start(Pipeline pipeline, Config config) {
    refusal.ifPresent(
        e -> {
          throw e;
        });
    this.config = config;
    return service;
  }

  @Override
  public String manage(PipelineService managed) {
    unmanaged.ifPresent(
        e -> {
          throw e;
        });
    return "http://127.0.0.1:7626";
  }

  @Override
  public String topology(Pipeline pipeline, Config config, TopologyFormat format) {
    return format + " of " + pipeline.name() + "\n";
  }
}
