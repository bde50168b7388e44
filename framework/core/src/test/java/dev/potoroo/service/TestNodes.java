package dev.potoroo.service;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Starts pipelines as real nodes on free ports. */
final class TestNodes {
  private TestNodes() {}

  static Pipeline named(String name, Consumer<Flow> definition) {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        definition.accept(flow);
      }

      @Override
      public String name() {
        return name;
      }
    };
  }

  static PipelineService start(Pipeline pipeline, Path data, Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(Map.of("potoroo.data-dir", data.toString()));
    all.putAll(settings);
    Config config =
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve();
    return PipelineService.start(pipeline, config);
  }
}
