package dev.potoroo.samples.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs one system after the other, each in a JVM of its own with the same options.
 *
 * @param options of each JVM
 * @param peers where other engines are
 * @param patienceSeconds how much longer than its warm-up and window a run may take
 */
record Comparison(List<String> options, Path peers, long patienceSeconds) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A run. */
  Trial run(Contender system, String asked, BenchOptions workload, Jdk jdk)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(jdk.program());
    command.addAll(options);
    command.addAll(system.command(peers, asked));
    long limit = workload.warmup + workload.seconds + patienceSeconds;
    if (!system.wantsBroker(workload)) {
      return Trial.of(result(command, limit), system.toString(), asked, jdk.version());
    }
    try (BrokerProcess broker = BrokerProcess.start(peers)) {
      command.addAll(List.of("--kafka", broker.address()));
      return Trial.of(result(command, limit), system.toString(), asked, jdk.version());
    }
  }

  private static ObjectNode result(List<String> command, long limit)
      throws IOException, InterruptedException {
    Path printed = Files.createTempFile("potoroo-compare", ".json");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(printed.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return endsWithin(process, limit)
          ? result(printed)
          : failed("no end within [" + limit + "] seconds");
    } finally {
      Files.delete(printed);
    }
  }

  /** Afterwards it has ended in any case, with what it has started. */
  private static boolean endsWithin(Process process, long seconds) throws InterruptedException {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** The last line of JSON that was printed. */
  private static ObjectNode result(Path printed) throws IOException {
    List<String> lines =
        Files.readAllLines(printed).stream().filter(line -> line.startsWith("{")).toList();
    return lines.isEmpty()
        ? failed("no result")
        : JSON.readValue(lines.get(lines.size() - 1), ObjectNode.class);
  }

  private static ObjectNode failed(String why) {
    return JSON.createObjectNode().put("ok", false).put("bad", why);
  }
}
