package dev.potoroo.testkit;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.potoroo.Pipeline;
import dev.potoroo.launcher.LocalDatabase;
import dev.potoroo.service.PipelineService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts the nodes of one run, one after another.
 *
 * @param pipeline what they run
 * @param folder for what they write
 * @param settings of the user; they win
 * @param count how many are started at first
 * @param database where state is kept; null if there is none for this run
 * @param kafka where topics are; null if there is no broker for this run
 * @param options of the JVM of each node; empty if nodes are to be in this process
 */
record NodeStarter(
    Pipeline pipeline,
    Path folder,
    Map<String, Object> settings,
    int count,
    @Nullable LocalDatabase database,
    @Nullable TestKafka kafka,
    Optional<List<String>> options) {

  private static final String STORE = "potoroo.store.type";

  /**
   * Starts a node; returns when it is a member.
   *
   * @param number of the node, from 1
   * @param seeds nodes to join
   */
  TestNode start(int number, List<String> seeds) {
    Map<String, Object> all = settings(number, seeds);
    return options.isPresent() ? process(number, all, options.get()) : here(all);
  }

  private TestNode here(Map<String, Object> all) {
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    all.putAll(settings);
    return new LocalTestNode(
        PipelineService.start(
            pipeline,
            ConfigFactory.parseMap(all, "the test")
                .withFallback(ConfigFactory.defaultReference())
                .resolve()));
  }

  private TestNode process(int number, Map<String, Object> all, List<String> jvm) {
    all.put("potoroo.management.port", 0);
    all.putAll(settings);
    return ProcessTestNode.start(
        new ProcessTestNode.Start(
            "node-" + number,
            TestPipelines.name(pipeline),
            pipeline.name(),
            folder,
            jvm,
            ConfigFactory.parseMap(all).root().render(ConfigRenderOptions.concise())));
  }

  private Map<String, Object> settings(int number, List<String> seeds) {
    Map<String, Object> all = new HashMap<>();
    all.put("potoroo.data-dir", folder.resolve("node-" + number).toString());
    if (count > 1) {
      all.put(STORE, "memory");
      all.put("potoroo.cluster.members", count);
    }
    if (!seeds.isEmpty()) {
      all.put("potoroo.cluster.seeds", seeds);
    }
    if (database != null) {
      all.put(STORE, "postgres");
      all.put("potoroo.store.postgres.url", database.url());
      all.put("potoroo.store.postgres.user", database.user());
      all.put("potoroo.store.postgres.password", database.password());
    }
    return all;
  }

  /**
   * Checks that a run that goes on can have more nodes.
   *
   * @throws IllegalStateException if it cannot
   */
  void checkGrows() {
    if (database == null && !"postgres".equals(settings.get(STORE))) {
      throw new IllegalStateException(
          "a node can only join if state is in PostgreSQL. Say postgres() where the run is"
              + " described");
    }
  }

  TestKafka broker() {
    if (kafka == null) {
      throw new IllegalStateException(
          "this run has no broker. Say fromKafka(...) or toKafka(...) where it is described");
    }
    return kafka;
  }

  /** What ends the servers of this run. */
  List<Runnable> servers() {
    List<Runnable> all = new ArrayList<>();
    if (database != null) {
      all.add(database::close);
    }
    if (kafka != null) {
      all.add(kafka::close);
    }
    return all;
  }
}
