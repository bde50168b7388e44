package dev.potoroo.internal.runtime;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.store.StateStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;

/** A node's shared parts without a cluster, for a pipeline of one step that takes texts. */
final class TestNode {
  final List<PotorooException> failures = new CopyOnWriteArrayList<>();
  final Node node;

  TestNode(Path data, Map<String, ?> settings) {
    this(data, settings, String.class);
  }

  /** One with a store. */
  TestNode(
      Path data, Map<String, ?> settings, StateStore store, BiConsumer<Long, String> onBroken) {
    this(data, settings, String.class, Optional.of(store), onBroken);
  }

  <I> TestNode(Path data, Map<String, ?> settings, Class<I> input) {
    this(data, settings, input, Optional.empty(), (generation, reason) -> {});
  }

  private <I> TestNode(
      Path data,
      Map<String, ?> settings,
      Class<I> input,
      Optional<StateStore> store,
      BiConsumer<Long, String> onBroken) {
    Step<I, Long, Void> step =
        Step.named("step")
            .in(input)
            .state(Long.class, () -> 0L)
            .out(Void.class)
            .on(input, (n, record, ctx) -> ctx.become(n + 1));
    Pipeline pipeline =
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            flow.from(Source.named("in", Codec.json(input)).from(MemorySource.create()))
                .keyBy(Object::toString)
                .step(step);
          }

          @Override
          public String name() {
            return "test";
          }
        };
    node =
        new Node(
            Topology.of(pipeline),
            settings(data, settings),
            Clock.systemUTC(),
            store,
            failures::add,
            generation -> {},
            onBroken);
  }

  /** A generation of nodes with one lane each, of which this one, the last, has all shards. */
  Generation generation(long number, List<ActorRef<NodeMessage>> agents, List<LaneWork> here) {
    int self = agents.size() - 1;
    return new Generation(
        node,
        number,
        new Assignment(
            IntStream.range(0, agents.size()).mapToObj(i -> new NodeSpec("n" + i, 1)).toList(),
            Collections.nCopies(node.settings().shards(), self)),
        self,
        agents,
        here);
  }

  static PipelineSettings settings(Path data, Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.data-dir", data.toString());
    Config config =
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve();
    return PipelineSettings.of(config);
  }
}
