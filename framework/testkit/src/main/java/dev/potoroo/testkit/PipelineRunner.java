package dev.potoroo.testkit;

import dev.potoroo.Pipeline;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.launcher.LocalDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Starts a pipeline as real nodes in this process, or after {@link #processes} in processes of
 * their own, on free ports of the loopback address: with threads, actors, a cluster, and the
 * connectors and store of production. Takes about a second for each node, and two more for a
 * process; what needs none of that is tested in milliseconds with {@link PipelineTest}.
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
  private final Map<String, Integer> topics = new TreeMap<>();
  private final Set<String> onKafka = new TreeSet<>();
  private Optional<List<String>> processes = Optional.empty();

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
   * Binds a source to a topic of a Kafka broker of this run, whose data is in its folder. The topic
   * is made if it is not there. Needs {@code potoroo-kafka} and {@code org.apache.kafka:kafka_2.13}
   * on the class path.
   *
   * @param partitions how many a new topic has
   */
  public PipelineRunner fromKafka(String source, String topic, int partitions) {
    return bind(source, topic, partitions);
  }

  /** Binds a sink to a topic, as {@link #fromKafka} does a source. */
  public PipelineRunner toKafka(String sink, String topic, int partitions) {
    return bind(sink, topic, partitions);
  }

  private PipelineRunner bind(String name, String topic, int partitions) {
    topics.put(topic, partitions);
    onKafka.add(name);
    String binding = "potoroo.bindings." + name;
    return set(binding + ".connector", "kafka").set(binding + ".topic", topic);
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
   * Starts each node as a process: a JVM with the program and class path of this one. It can be
   * {@link PipelineNodes#kill killed}, and shares no memory with the test: a source or sink in
   * memory, or a static field, is its own. What it writes is in {@code node-1.txt}, and so on, in
   * the folder of the run. It ends with {@link PipelineNodes#close}, and with the process of the
   * test, however that ends.
   *
   * <p>The pipeline's class must have a name, and a constructor without arguments by which each
   * node makes its own.
   *
   * @param options for the JVM of each node, such as {@code -Xmx512m} or {@code -Dkey=value}
   */
  public PipelineRunner processes(String... options) {
    processes = Optional.of(List.of(options));
    return this;
  }

  /**
   * Starts the nodes; returns when they are members.
   *
   * @throws dev.potoroo.PotorooException if one cannot be started; nothing is left running then
   * @throws IllegalArgumentException if they are to be processes, which cannot make the pipeline
   */
  public PipelineNodes start() {
    if (processes.isPresent()) {
      String unused = TestPipelines.name(pipeline);
    }
    TestKafka kafka = topics.isEmpty() ? null : startKafka();
    PipelineNodes nodes = new PipelineNodes(starter(kafka));
    try {
      for (int i = 0; i < count; i++) {
        nodes.startNext();
      }
      return nodes;
    } catch (RuntimeException e) {
      closeAfter(e, nodes);
      throw e;
    }
  }

  private NodeStarter starter(@Nullable TestKafka kafka) {
    Map<String, Object> all = new HashMap<>(settings);
    if (kafka != null) {
      onKafka.forEach(name -> all.put("potoroo.bindings." + name + ".servers", kafka.address()));
    }
    try {
      LocalDatabase database = postgres ? startDatabase() : null;
      return new NodeStarter(pipeline, folder, all, count, database, kafka, processes);
    } catch (RuntimeException e) {
      if (kafka != null) {
        kafka.close();
      }
      throw e;
    }
  }

  private TestKafka startKafka() {
    TestKafka kafka = TestKafka.start(folder.resolve("kafka"));
    try {
      topics.forEach(kafka::createTopic);
      return kafka;
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  /** What started before may fail for the same reason, which is told already. */
  private static void closeAfter(RuntimeException failure, PipelineNodes nodes) {
    try {
      nodes.close();
    } catch (RuntimeException e) {
      if (e != failure) {
        failure.addSuppressed(e);
      }
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
}
