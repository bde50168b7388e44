package dev.potoroo.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.config.StepSettings;
import dev.potoroo.internal.runtime.DirectRun;
import dev.potoroo.internal.runtime.SimulatedFaults;
import dev.potoroo.internal.runtime.SimulatedRun;
import dev.potoroo.internal.runtime.VirtualRun;
import dev.potoroo.internal.runtime.VirtualTime;
import dev.potoroo.internal.topology.Topology;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link PipelineTest} that has started: the run, and what plays the world around it. */
record TestRun(
    VirtualRun run,
    VirtualTime time,
    PipelineSettings settings,
    MemoryStore store,
    List<TestSource> sources,
    List<TestSink> sinks) {

  /**
   * Starts.
   *
   * @param partitions how many, for sources that have not just one
   * @param world what a simulated run has around it; null for one that ends rounds at once
   */
  static TestRun start(
      Topology defined,
      Map<String, Object> settings,
      Map<String, Integer> partitions,
      int nodes,
      Instant at,
      Path data,
      @Nullable World world) {
    Config config = config(settings, data);
    PipelineSettings checked = PipelineSettings.of(config);
    Topology topology = StepSettings.apply(defined, config);
    List<TestSource> sources =
        topology.sources().stream()
            .map(vertex -> new TestSource(partitions.getOrDefault(vertex.name(), 1)))
            .toList();
    List<TestSink> sinks = topology.sinks().stream().map(vertex -> new TestSink()).toList();
    MemoryStore store = new MemoryStore();
    VirtualTime time = new VirtualTime(at);
    VirtualRun run =
        world == null
            ? DirectRun.start(
                topology,
                checked,
                new ResolvedBindings(List.copyOf(sources), List.copyOf(sinks)),
                store,
                time,
                nodes)
            : SimulatedRun.start(
                topology,
                checked,
                new ResolvedBindings(
                    List.copyOf(sources),
                    sinks.stream().<SinkConnector>map(world.sinks()).toList()),
                world.store().apply(store),
                time,
                nodes,
                world.conduct(),
                world.random(),
                world.trace());
    return new TestRun(run, time, checked, store, sources, sinks);
  }

  /**
   * The faults of a simulated run.
   *
   * @throws IllegalStateException if it is none
   */
  SimulatedFaults faults() {
    if (run instanceof SimulatedRun simulated) {
      return simulated.faults();
    }
    throw new IllegalStateException("this run is not simulated");
  }

  private static Config config(Map<String, Object> settings, Path data) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.data-dir", data.toString());
    all.put("potoroo.lanes", 1);
    // Nobody waits here: what is put in is done before the next record is.
    all.put("potoroo.window", 1 << 24);
    all.put("potoroo.window-size", "1 TiB");
    all.put("potoroo.max-live-objects", 1_000_000_000);
    return ConfigFactory.parseMap(all, "the test")
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }
}
