package dev.potoroo.systemtests;

import dev.potoroo.testkit.TestKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nodes of one cluster, each a process; killed when this is closed. */
final class Nodes implements AutoCloseable {
  private final Path directory;
  private final String pipeline;
  private final List<String> arguments = new ArrayList<>();
  private final List<PotorooProcess> processes = new ArrayList<>();
  private List<String> classPath = List.of("-jar", Jvm.jar());
  private List<String> jvmOptions = List.of("-Xmx256m");
  private int atFirst;

  private Nodes(Path directory, String pipeline) {
    this.directory = directory;
    this.pipeline = pipeline;
  }

  /** Describes; {@link #start} starts. */
  static Nodes of(String pipeline, Path directory) {
    return new Nodes(directory, pipeline);
  }

  /** Has the pipelines of this module too. */
  Nodes withTestPipelines() {
    classPath = Jvm.withTestPipelines();
    return this;
  }

  Nodes jvm(String... options) {
    jvmOptions = List.of(options);
    return this;
  }

  Nodes set(String key, Object value) {
    arguments.add("--set=" + key + "=" + value);
    return this;
  }

  Nodes option(String option) {
    arguments.add(option);
    return this;
  }

  /** A source listens on a free port of each node. */
  Nodes tcp(String source, String framing) {
    return set("bindings." + source + ".connector", "tcp")
        .set("bindings." + source + ".port", 0)
        .set("bindings." + source + ".framing", framing);
  }

  /** A sink writes a file on each node, in {@link #sinkDirectory}. */
  Nodes toFiles(String sink) {
    return set("bindings." + sink + ".connector", "file")
        .set("bindings." + sink + ".path", sinkDirectory(sink).resolve("{node}.txt"));
  }

  /** A source or sink reads or writes a topic. */
  Nodes topic(String binding, String topic, TestKafka kafka) {
    return set("bindings." + binding + ".connector", "kafka")
        .set("bindings." + binding + ".servers", kafka.address())
        .set("bindings." + binding + ".topic", topic);
  }

  Path sinkDirectory(String sink) {
    return directory.resolve("sink-" + sink);
  }

  List<Path> sinkFiles(String sink) {
    return Texts.files(sinkDirectory(sink));
  }

  Path dataDirectory(int node) {
    return directory.resolve("data-" + node);
  }

  Nodes setAll(Map<String, ?> settings) {
    settings.forEach(this::set);
    return this;
  }

  /** Starts as many nodes; the first one is the seed of the others. */
  Nodes start(int count) {
    atFirst = count;
    for (int i = 0; i < count; i++) {
      PotorooProcess unused = join();
    }
    return this;
  }

  /** Starts one more, which joins those that run. */
  PotorooProcess join() {
    int i = processes.size();
    List<String> all = new ArrayList<>(classPath);
    all.addAll(List.of("run", pipeline, "--port=0", "--management-port=0"));
    all.add("--data-dir=" + dataDirectory(i));
    all.add("--set=cluster.members=" + atFirst);
    if (atFirst > 1) {
      // The default store is for one node.
      all.add("--set=store.type=memory");
    }
    if (i > 0) {
      all.add("--seed=" + living().get(0).node());
    }
    all.addAll(arguments);
    Path output = directory.resolve("node-" + i);
    PotorooProcess process = PotorooProcess.start(output, pipeline, jvmOptions, all);
    processes.add(process);
    return process;
  }

  /** Those that have not ended. */
  List<PotorooProcess> living() {
    return processes.stream().filter(PotorooProcess::alive).toList();
  }

  PotorooProcess node(int i) {
    return processes.get(i);
  }

  List<PotorooProcess> all() {
    return processes;
  }

  /** Stops them, by a signal to one: nodes of a run end together. */
  void stop() {
    processes.get(0).terminate();
    endCleanly();
  }

  /** Waits for the end of all, which must be a clean one. */
  void endCleanly() {
    processes.forEach(PotorooProcess::endsCleanly);
  }

  @Override
  public void close() {
    processes.forEach(PotorooProcess::close);
  }
}
