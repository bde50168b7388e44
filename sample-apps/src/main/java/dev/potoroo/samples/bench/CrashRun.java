package dev.potoroo.samples.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A run that is killed in the middle, as {@code kill -9} does, and started again at once or gone on
 * with by another process: how long until its output is no longer behind. Both lives are processes
 * of their own, with the options of this JVM; records are due by one schedule, which does not wait
 * for anybody.
 */
public final class CrashRun {
  /** What a life prints when its first record has been handled. */
  public static final String FLOWING = "records flow";

  private static final int FOREVER_SECONDS = 1_000_000;
  private static final long DEFAULT_RATE = 200_000;
  private static final long DEFAULT_ROUNDS = 1_000;

  private final List<String> program;
  private final BenchOptions options;
  private final Path directory;
  private final long began = System.currentTimeMillis();

  /**
   * Will run a program in this JVM's way.
   *
   * @param program its main class and the arguments before the workload
   * @param directory where what must outlive the first life is kept
   */
  public CrashRun(List<String> program, BenchOptions options, Path directory) {
    this.program = program;
    this.options = options;
    this.directory = directory;
  }

  /** One life after the other: what the second one told, and when the first one ended. */
  public ObjectNode run() throws IOException, InterruptedException {
    long killed = killed(start(FOREVER_SECONDS));
    return told(start(options.seconds), killed);
  }

  /**
   * Both lives at once, as members of a cluster: what the one told that goes on, and when the other
   * one ended.
   *
   * @param survivor a setting that only the first one has
   * @param victim a setting that only the other one has
   */
  public ObjectNode runCluster(String survivor, String victim)
      throws IOException, InterruptedException {
    Process first = start(options.warmup + options.seconds, "--set", survivor);
    try {
      Process other = start(FOREVER_SECONDS, "--set", victim);
      // Alone it would wait for the first one without end.
      CompletableFuture<Void> unused = first.onExit().thenRun(other::destroyForcibly);
      return told(first, killed(other));
    } finally {
      first.destroyForcibly();
    }
  }

  private ObjectNode told(Process survivor, long killed) throws IOException, InterruptedException {
    try (BufferedReader out = survivor.inputReader()) {
      String last = "";
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = line;
      }
      survivor.waitFor();
      if (!last.startsWith("{")) {
        throw new IOException("the life after the crash ended without a result: " + last);
      }
      ObjectNode result = (ObjectNode) new ObjectMapper().readTree(last);
      result.put("workload", "w6");
      result.put("killed_at_ms", killed);
      result.put("recovery_ms", result.path("current_at_ms").asLong() - killed);
      return result;
    } finally {
      survivor.destroyForcibly();
    }
  }

  /** When it was, after records had flowed for the time of the warm-up. */
  private long killed(Process victim) throws IOException, InterruptedException {
    try (BufferedReader out = victim.inputReader()) {
      String line = out.readLine();
      if (!FLOWING.equals(line)) {
        throw new IOException("the life to be killed did not get as far as a record: " + line);
      }
      TimeUnit.SECONDS.sleep(options.warmup);
      return System.currentTimeMillis();
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  private Process start(int seconds, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(program);
    command.addAll(List.of(Workload.W1.name(), "--warmup", "0"));
    add(command, "--seconds", seconds);
    add(command, "--keys", options.keys);
    add(command, "--dist", options.distribution);
    add(command, "--readers", options.readers);
    add(command, "--rate", options.rate == 0 ? DEFAULT_RATE : options.rate);
    add(command, "--rounds", options.rounds == 0 ? DEFAULT_ROUNDS : options.rounds);
    add(command, "--drift", options.drift);
    add(command, "--seed", options.seed);
    add(command, "--life-in", directory);
    add(command, "--due-since", began);
    options.settings.forEach(setting -> add(command, "--set", setting));
    if (options.dense) {
      command.add("--dense");
    }
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void add(List<String> command, String name, Object value) {
    command.add(name);
    command.add(String.valueOf(value));
  }
}
