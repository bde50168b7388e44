package dev.potoroo.systemtests;

import static java.util.regex.Pattern.MULTILINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One command runs nodes and a database, as a user starts and stops it. */
class LocalClusterIT {
  private static final int KEYS = 20;
  private static final long RECORDS = 30_000;
  private static final Pattern DATABASE =
      Pattern.compile(
          "^  postgres +jdbc:postgresql://127.0.0.1:(\\d+)/postgres\\?user=", MULTILINE);

  @TempDir private Path directory;
  private int started;

  /** What a failed test may leave. */
  @AfterEach
  void killTheDatabase() throws IOException {
    Path file = data().resolve("postgres/data/postmaster.pid");
    if (Files.exists(file)) {
      long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void losesNothingWhenANodeIsKilledAndWhenItIsStartedAgain() {
    String[] endless = {
      "--set=bindings.ticks.connector=generator",
      "--set=bindings.ticks.partitions=3",
      "--set=bindings.ticks.count=" + RECORDS,
      "--set=rounds.interval=200ms",
      "--set=keep-running=true"
    };
    try (PotorooProcess cluster = start(with(endless, "--set=bindings.ticks.rate=1000"))) {
      allUp(cluster);
      List<ProcessHandle> children = children(cluster);
      assertThat(children).hasSize(3);
      awaitKeys(cluster, "n1", "n2", "n3");
      isInUse(cluster);

      pid(cluster, "n2").destroyForcibly();
      cluster.awaitInStderr(
          Pattern.compile(
              "(Node \\[n2] has ended with exit code \\[137], killed by signal 9; nodes left: 2.)"));
      long before = committed(cluster, "n1");
      for (String survivor : List.of("n1", "n3")) {
        patiently("commits on [%s]", survivor)
            .untilAsserted(() -> assertThat(committed(cluster, survivor)).isGreaterThan(before));
      }
      awaitKeys(cluster, "n1", "n3");

      endsAll(cluster, children);
      assertThat(cluster.stdout().lines())
          .isNotEmpty()
          .allMatch(line -> line.matches("n[123] \\| .*"));
    }
    try (PotorooProcess cluster = start(with(endless, "--set=bindings.ticks.rate=20000"))) {
      allUp(cluster);
      cluster.awaitInStderr(
          Pattern.compile("^n\\d \\|   state +(goes on after round \\d+)", MULTILINE));
      for (String node : List.of("n1", "n2", "n3")) {
        patiently("each record counted once, says [%s]", node)
            .untilAsserted(() -> assertThat(updates(cluster, node)).isEqualTo(RECORDS));
      }
      endsAll(cluster, children(cluster));
    }
  }

  @Test
  void endsWhenThePipelineEnds() {
    try (PotorooProcess cluster = start("--nodes=2")) {
      allUp(cluster);
      List<ProcessHandle> children = children(cluster);
      assertThat(cluster.exitCode()).as("exit code of %s", cluster).isZero();
      nothingIsLeft(cluster, children);
      assertThat(cluster.stderr())
          .contains("n1 | stock-prices ended: ", "n2 | stock-prices ended: ");
      assertThat(cluster.stdout().lines()).hasSizeGreaterThan(20);
    }
  }

  @Test
  void leavesNoNodeBehindWhenItIsKilledAndCleansUpWhenItIsStartedAgain() {
    String[] arguments = {"--nodes=1", "--set=bindings.ticks.connector=generator"};
    try (PotorooProcess cluster = start(arguments)) {
      ProcessHandle node = pid(cluster, "n1");
      cluster.signal("KILL");
      patiently("end of n1").until(() -> !node.isAlive());
    }
    try (PotorooProcess cluster = start(arguments)) {
      allUp(cluster);
      endsAll(cluster, children(cluster));
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private PotorooProcess start(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-jar", Jvm.jar()));
    all.addAll(List.of("local-cluster", "stock-prices", "--data-dir=" + data()));
    all.addAll(List.of(arguments));
    List<String> jvm = List.of("-Xmx256m", "-Dpotoroo.samples.symbols=" + KEYS);
    started++;
    return PotorooProcess.start(directory.resolve("out-" + started), "stock-prices", jvm, all);
  }

  private static String[] with(String[] arguments, String another) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(another);
    return all.toArray(String[]::new);
  }

  private static void allUp(PotorooProcess cluster) {
    cluster.awaitInStderr(Pattern.compile("(nodes? (is|are) up\\.)"));
  }

  private static String url(PotorooProcess cluster, String node) {
    return cluster.awaitInStderr(
        Pattern.compile(
            "^  " + node + " +(http://127.0.0.1:\\d+/\\S+)  \\(process \\d+\\)$", MULTILINE));
  }

  private static ProcessHandle pid(PotorooProcess cluster, String node) {
    String pid =
        cluster.awaitInStderr(
            Pattern.compile("^  " + node + " +http\\S+  \\(process (\\d+)\\)$", MULTILINE));
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static List<ProcessHandle> children(PotorooProcess cluster) {
    return ProcessHandle.of(Long.parseLong(cluster.pid())).orElseThrow().descendants().toList();
  }

  private static ConditionFactory patiently(String what, Object... values) {
    return await(what.formatted(values))
        .atMost(PotorooProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(200));
  }

  /** Each node answers for all objects. */
  private static void awaitKeys(PotorooProcess cluster, String... nodes) {
    for (String node : nodes) {
      patiently("all objects from [%s]", node)
          .untilAsserted(
              () -> {
                List<JsonNode> objects = objects(cluster, node);
                assertThat(objects).hasSize(KEYS);
                assertThat(objects)
                    .allSatisfy(
                        o -> assertThat(o.path("state").path("last").asDouble()).isPositive());
              });
    }
  }

  private static List<JsonNode> objects(PotorooProcess cluster, String node) {
    String step = url(cluster, node) + "/steps/latest-price/entities";
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode item : Http.json(step + "?limit=500").path("items")) {
      all.add(Http.json(step + "/" + item.path("key").asText()));
    }
    return all;
  }

  private static long updates(PotorooProcess cluster, String node) {
    return objects(cluster, node).stream().mapToLong(o -> o.path("version").asLong()).sum();
  }

  private static long committed(PotorooProcess cluster, String node) {
    return Http.json(url(cluster, node) + "/rounds").path("committedRound").asLong();
  }

  private void isInUse(PotorooProcess by) {
    try (PotorooProcess second = start()) {
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.stderr().lines())
          .singleElement()
          .asString()
          .startsWith("POTOROO-3016 Data directory [" + data() + "] is in use by another")
          .contains("process " + by.pid() + ".");
    }
  }

  private static void endsAll(PotorooProcess cluster, List<ProcessHandle> children) {
    cluster.terminate();
    assertThat(cluster.exitCode()).as("exit code of %s", cluster).isZero();
    assertThat(cluster.stderr()).contains("Stopping: ").doesNotContain("\tat ", "is killed");
    nothingIsLeft(cluster, children);
  }

  /** Neither nodes nor the database. */
  private static void nothingIsLeft(PotorooProcess cluster, List<ProcessHandle> children) {
    assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    int port = Integer.parseInt(cluster.awaitInStderr(DATABASE));
    assertThat(refused(port)).as("PostgreSQL has ended").isTrue();
  }

  private static boolean refused(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
