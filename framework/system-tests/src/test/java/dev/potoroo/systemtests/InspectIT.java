package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody looks into single keys of running nodes, while they are busy, come and go. */
@Timeout(600)
class InspectIT {
  private static final String STEP = "latest-price";

  @TempDir private Path directory;
  private final List<PotorooProcess> nodes = new ArrayList<>();

  private PotorooProcess start(int symbols, int rate, List<String> settings) {
    List<String> arguments =
        new ArrayList<>(List.of("-jar", Jvm.jar(), "run", "stock-prices", "--port=0"));
    arguments.addAll(List.of("--management-port=0", "--data-dir=" + data(nodes.size())));
    arguments.add("--set=bindings.ticks.connector=generator");
    arguments.add("--set=bindings.ticks.rate=" + rate);
    arguments.add("--set=bindings.new-highs.connector=file");
    arguments.add("--set=bindings.new-highs.path=" + directory.resolve("out/{node}.txt"));
    settings.forEach(setting -> arguments.add("--set=" + setting));
    PotorooProcess node =
        PotorooProcess.start(
            directory.resolve("node-" + nodes.size()),
            "stock-prices",
            List.of("-Xmx256m", "-Dpotoroo.samples.symbols=" + symbols),
            arguments);
    nodes.add(node);
    return node;
  }

  private Path data(int node) {
    return directory.resolve("data-" + node);
  }

  private static JsonNode hottest(PotorooProcess node) {
    return Http.json(node.management() + "/api/v1/pipelines/stock-prices/steps/" + STEP + "/hot")
        .at("/items/0");
  }

  private String cli(PotorooProcess node, int exitCode, String... command) {
    List<String> arguments = new ArrayList<>(List.of("-jar", Jvm.jar()));
    arguments.addAll(List.of(command));
    arguments.add("--at=" + node.management());
    Path output = directory.resolve("cli-" + String.join("-", List.of(command).subList(0, 2)));
    try (PotorooProcess cli = PotorooProcess.start(output, "cli", List.of(), arguments)) {
      assertThat(cli.exitCode()).as("%s", cli).isEqualTo(exitCode);
      return cli.stdout();
    }
  }

  /** One key has all records; who reads slowly is told how many there were in between. */
  @Test
  void tellsASlowReaderOfAHotKeyWhatItMisses() {
    try (PotorooProcess node = start(1, 50_000, List.of())) {
      await()
          .atMost(PotorooProcess.PATIENCE)
          .until(() -> hottest(node).path("recordsPerSecond").asDouble() > 1_000);
      String key = hottest(node).path("key").asText();
      assertThat(cli(node, 0, "hot", STEP)).startsWith(key + "\t");
      try (TailReader reader = TailReader.of(node, STEP, key)) {
        for (int i = 0; i < 10; i++) {
          reader.until(TailReader::isRecord);
          long read = Http.sum(node.status(), "sources", "records");
          // Meanwhile many more come than anything on the way has room for.
          node.awaitStatus(status -> Http.sum(status, "sources", "records") > read + 20_000);
        }
        while (reader.skipped() == 0) {
          reader.next();
        }
        assertThat(reader.told()).isPositive();
      }
      assertThat(cli(node, 0, "entity", "tail", STEP, key, "--limit=3")).contains("change");
      assertThat(cli(node, 0, "entity", "dry-run", STEP, key, "{\"symbol\":\"X\",\"price\":1e9}"))
          .contains("1.0E9", "BECOME");
      assertThat(cli(node, 0, "entity", "list", STEP, "--where=/highest>1")).startsWith(key);
      assertThat(cli(node, 0, "entity", "list", STEP, "--where=/highest>1e9")).isEmpty();
      cli(node, 1, "entity", "query", STEP, key);
      node.terminate();
      node.endsCleanly();
    }
  }

  /** A key goes to another node, once in good order and once since its node is killed. */
  @Test
  void followsAKeyFromNodeToNode() throws Exception {
    try (Postgres postgres = Postgres.start(directory)) {
      try {
        List<String> settings =
            new ArrayList<>(List.of("cluster.members=3", "steps.latest-price.history=5"));
        postgres.settings("inspect").forEach((name, value) -> settings.add(name + "=" + value));
        PotorooProcess first = start(200, 2_000, settings);
        settings.add("cluster.seeds.0=" + first.node());
        start(200, 2_000, settings);
        start(200, 2_000, settings);
        awaitNodes(first, 3);
        followsAwayFrom(first, PotorooProcess::terminate);
        awaitNodes(first, 2);
        start(200, 2_000, settings);
        awaitNodes(first, 3);
        followsAwayFrom(first, PotorooProcess::kill);
        awaitNodes(first, 2);
        staysPaused(first, settings);
      } finally {
        nodes.forEach(PotorooProcess::close);
      }
    }
  }

  /** Sources are paused, on a node that joins later too; meanwhile somebody looks at the past. */
  private void staysPaused(PotorooProcess first, List<String> settings) {
    cli(first, 0, "pause", "ticks", "--reason=a test", token(first));
    start(200, 2_000, settings);
    awaitNodes(first, 3);
    nodes.stream().filter(PotorooProcess::alive).forEach(InspectIT::assertPaused);
    long read = readByThree(first);
    String key = Http.json(first.stepUrl(STEP) + "?limit=1").at("/items/0/key").asText();
    assertThat(cli(first, 0, "entity", "history", STEP, key)).contains("superseded", "replace");
    assertThat(readByThree(first)).isEqualTo(read);
    cli(first, 0, "resume", "ticks", "--reason=a test", token(first));
    first.awaitStatus(status -> Http.sum(status, "sources", "records") > read);
  }

  /** How many records have been read, as soon as all three nodes say so. */
  private static long readByThree(PotorooProcess by) {
    JsonNode status =
        await()
            .atMost(PotorooProcess.PATIENCE)
            .until(by::status, all -> all.at("/members/answered").asInt() == 3);
    return Http.sum(status, "sources", "records");
  }

  private static void assertPaused(PotorooProcess node) {
    assertThat(node.status().at("/sources/0/paused/by").asText()).isEqualTo("owner");
    assertThat(Http.json(node.management() + "/api/v1/why").toString()).contains("a test");
  }

  private String token(PotorooProcess node) {
    Path file = data(nodes.indexOf(node)).resolve("stock-prices/management.token");
    return "--token-file=" + file;
  }

  /** Follows a key by way of a node, while something is done to another one, on which it lives. */
  private void followsAwayFrom(PotorooProcess by, Consumer<PotorooProcess> what) {
    JsonNode item =
        await()
            .atMost(PotorooProcess.PATIENCE)
            .until(() -> keyElsewhere(by), found -> !found.isMissingNode());
    String home = item.path("node").asText();
    try (TailReader reader = TailReader.of(by, STEP, item.path("key").asText())) {
      assertThat(reader.until(TailReader::isRecord).path("node").asText()).isEqualTo(home);
      PotorooProcess victim =
          nodes.stream().filter(n -> n.alive() && n.node().equals(home)).findFirst().orElseThrow();
      what.accept(victim);
      String next =
          reader.until(event -> TailReader.isElsewhere(event, home)).path("node").asText();
      assertThat(reader.until(TailReader::isRecord).path("node").asText()).isEqualTo(next);
      victim.exitCode();
    }
  }

  private static JsonNode keyElsewhere(PotorooProcess by) {
    for (JsonNode item : Http.json(by.stepUrl(STEP) + "?limit=200").path("items")) {
      if (!item.path("node").asText().equals(by.node())) {
        return item;
      }
    }
    return MissingNode.getInstance();
  }

  private static void awaitNodes(PotorooProcess by, int count) {
    await()
        .atMost(PotorooProcess.PATIENCE)
        .until(
            () -> {
              var answer = Http.get(by.management() + "/api/v1/pipelines/stock-prices/shards");
              long with = 0;
              for (JsonNode one : Http.parse(answer.body()).path("nodes")) {
                with += one.path("shards").isEmpty() ? 0 : 1;
              }
              return with == count && by.status().path("state").asText().equals("RUNNING");
            });
  }
}
