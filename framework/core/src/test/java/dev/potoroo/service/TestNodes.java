package dev.potoroo.service;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    all.putAll(settings);
    if (all.containsKey("potoroo.cluster.members") || all.containsKey("potoroo.cluster.seeds")) {
      // Several nodes cannot share the default store; what is tried here needs none.
      all.putIfAbsent("potoroo.store.type", "memory");
    }
    Config config =
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve();
    return PipelineService.start(pipeline, config);
  }

  /** Starts a node that joins the cluster of {@code first}. */
  static PipelineService join(
      PipelineService first, Pipeline pipeline, Path data, Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.cluster.seeds", List.of(first.address()));
    return start(pipeline, data, all);
  }

  /** Starts a cluster of {@code count} nodes, which begins when all are there. */
  static List<PipelineService> cluster(
      int count, Pipeline pipeline, Path data, Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.cluster.members", count);
    List<PipelineService> nodes = new ArrayList<>();
    nodes.add(start(pipeline, data, all));
    for (int i = 1; i < count; i++) {
      nodes.add(join(nodes.get(0), pipeline, data, all));
    }
    return nodes;
  }

  static List<Outcome.Kind> outcomes(List<PipelineService> nodes) {
    return nodes.stream().map(node -> node.outcome().toCompletableFuture().join().kind()).toList();
  }
}
