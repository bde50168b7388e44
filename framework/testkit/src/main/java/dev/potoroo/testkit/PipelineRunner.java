package dev.potoroo.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Pipeline;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.launcher.LocalDatabase;
import dev.potoroo.service.PipelineService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Starts a pipeline as real nodes in this process, on free ports of the loopback address: with
 * threads, actors, a cluster, and the connectors and store of production. Takes about a second for
 * each node; what needs none of that is tested in milliseconds with {@link PipelineTest}.
 *
 * <pre>{@code
 * try (var nodes =
 *     PipelineRunner.of(new WordCount(), folder)
 *         .fromFile("lines", text, Framing.NEWLINE)
 *         .toFile("counts", folder.resolve("counts.txt"), Framing.NEWLINE)
 *         .start()) {
 *   nodes.awaitEnd();
 * }
 * }</pre>
 *
 * <p>State is kept in RocksDB on one node, nowhere on several, and in PostgreSQL after {@link
 * #postgres}. Not thread-safe.
 */
public final class PipelineRunner {
  private final Pipeline pipeline;
  private final Path folder;
  private final Map<String, Object> settings = new HashMap<>();
  private int count = 1;
  private boolean postgres;

  private PipelineRunner(Pipeline pipeline, Path folder) {
    this.pipeline = pipeline;
    this.folder = folder;
  }

  /**
   * Describes a run; {@link #start} starts it.
   *
   * @param folder for what nodes write; a run on the same folder goes on from the state there
   */
  public static PipelineRunner of(Pipeline pipeline, Path folder) {
    return new PipelineRunner(pipeline, folder);
  }

  /** Starts this many nodes; 1 if nothing is said. */
  public PipelineRunner nodes(int count) {
    if (count < 1 || count > 10) {
      throw new IllegalArgumentException("nodes must be 1 to 10, but are [" + count + "]");
    }
    this.count = count;
    return this;
  }

  /** Sets a setting of all nodes, such as {@code potoroo.rounds.interval}. */
  public PipelineRunner set(String key, Object value) {
    settings.put(key, value);
    return this;
  }

  /** Binds a source to a file. */
  public PipelineRunner fromFile(String source, Path file, Framing framing) {
    return bind(source, file, framing);
  }

  /**
   * Binds a sink to a file. With several nodes the name must have {@code {node}} in it, so that
   * each has its own.
   */
  public PipelineRunner toFile(String sink, Path file, Framing framing) {
    return bind(sink, file, framing);
  }

  private PipelineRunner bind(String name, Path file, Framing framing) {
    String binding = "potoroo.bindings." + name;
    return set(binding + ".connector", "file")
        .set(binding + ".path", file.toString())
        .set(binding + ".framing", framing.toString());
  }

  /**
   * Keeps state in a PostgreSQL server of this run, whose data is in its folder. Needs {@code
   * potoroo-local-postgres} on the class path.
   */
  public PipelineRunner postgres() {
    postgres = true;
    return this;
  }

  /**
   * Starts the nodes; returns when they are members.
   *
   * @throws dev.potoroo.PotorooException if one cannot be started; nothing is left running then
   */
  public PipelineNodes start() {
    List<PipelineService> nodes = new ArrayList<>();
    LocalDatabase database = postgres ? startDatabase() : null;
    PipelineNodes all = new PipelineNodes(nodes, database);
    try {
      for (int i = 0; i < count; i++) {
        nodes.add(PipelineService.start(pipeline, config(i, nodes, database)));
      }
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private LocalDatabase startDatabase() {
    return ServiceLoader.load(LocalDatabase.Provider.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "there is no PostgreSQL server on the class path. Add dependency"
                        + " [potoroo-local-postgres] in scope test."))
        .start(folder.resolve("postgres"));
  }

  private Config config(int node, List<PipelineService> before, @Nullable LocalDatabase database) {
    Map<String, Object> all = new HashMap<>();
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    all.put("potoroo.data-dir", folder.resolve("node-" + (node + 1)).toString());
    if (count > 1) {
      all.put("potoroo.store.type", "memory");
      all.put("potoroo.cluster.members", count);
    }
    if (node > 0) {
      all.put("potoroo.cluster.seeds", List.of(before.get(0).address()));
    }
    if (database != null) {
      all.put("potoroo.store.type", "postgres");
      all.put("potoroo.store.postgres.url", database.url());
      all.put("potoroo.store.postgres.user", database.user());
      all.put("potoroo.store.postgres.password", database.password());
    }
    all.putAll(settings);
    return ConfigFactory.parseMap(all, "the test")
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }
}
