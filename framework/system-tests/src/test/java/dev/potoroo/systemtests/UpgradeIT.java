package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The class of a state gets a new field: three nodes with PostgreSQL run the old version of a
 * pipeline, then the new one, as {@code src-docs/operating/upgrade.md} says.
 */
@Timeout(600)
class UpgradeIT {
  private static final int KEYS = 20;

  private static final String PIPELINE =
      """
      import dev.potoroo.*;
      import dev.potoroo.connector.console.ConsoleSink;
      import java.util.Optional;

      public final class Visits implements Pipeline {
        public record Seen(%s) {}

        @Override
        public void define(Flow flow) {
          flow.from(Source.named("lines", Codec.lines()))
              .keyBy(line -> line.split(" ")[0])
              .step(
                  Step.named("seen")
                      .in(String.class)
                      .state(Seen.class, () -> new Seen(%s))
                      .out(String.class)
                      .on(String.class, (seen, line, ctx) -> ctx.become(new Seen(%s)).emit(line)))
              .to(Sink.named("out", Codec.lines()).into(ConsoleSink.stdout()));
        }
      }
      """;

  /** A version of the pipeline, in which only the state differs. */
  private enum Version {
    OLD("int n", "0", "seen.n() + 1"),
    NEW("int n, Optional<String> last", "0, Optional.empty()", "seen.n() + 1, Optional.of(line)"),
    /** Its new field may not be missing. */
    WRONG("int n, int more", "0, 0", "seen.n() + 1, 1");

    private final String source;

    Version(String fields, String initial, String next) {
      source = PIPELINE.formatted(fields, initial, next);
    }
  }

  @TempDir private Path directory;
  private final List<PotorooProcess> nodes = new ArrayList<>();
  private Postgres postgres;
  private int started;
  private int lines;

  @BeforeEach
  void compile() throws IOException {
    for (Version version : Version.values()) {
      Path classes = Files.createDirectories(classes(version));
      Path source = Files.writeString(classes.resolve("Visits.java"), version.source);
      String[] options = {"-d", classes.toString(), "-cp", Jvm.jar(), source.toString()};
      assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options)).isZero();
      Path services = Files.createDirectories(classes.resolve("META-INF/services"));
      Files.writeString(services.resolve("dev.potoroo.Pipeline"), "Visits\n");
    }
    postgres = Postgres.start(directory);
    Files.createFile(input());
  }

  @AfterEach
  void stop() {
    nodes.forEach(PotorooProcess::close);
    postgres.close();
  }

  private Path classes(Version version) {
    return directory.resolve(version.name());
  }

  private Path input() {
    return directory.resolve("lines.txt");
  }

  @Test
  void aFieldThatMayBeMissingIsEmptyInOldStatesAndAnyOtherQuarantinesThem() throws IOException {
    startAll(Version.OLD);
    appendForAllKeys();
    awaitSeen(1);
    stopAll();

    startAll(Version.WRONG);
    append("k0 again");
    PotorooProcess wrong = nodes.get(1);
    patiently("the key is parked").until(() -> quarantine(wrong, "k0").path("held").asInt() == 1);
    assertThat(quarantine(wrong, "k0").toString()).contains("POTOROO-3013");
    append("new comes now");
    patiently("others go on").until(() -> state(wrong, "new").path("n").asInt() == 1);
    stopAll();

    startAll(Version.NEW);
    for (PotorooProcess node : nodes) {
      assertThat(state(node, "k1").toString()).isEqualTo("{\"n\":1,\"last\":null}");
      assertThat(quarantine(node, "k0").path("held").asInt()).isEqualTo(1);
    }
    release("k0");
    append("k1 again");
    patiently("all goes on")
        .untilAsserted(
            () -> {
              for (PotorooProcess node : nodes) {
                assertThat(state(node, "k0").toString())
                    .isEqualTo("{\"n\":2,\"last\":\"k0 again\"}");
                assertThat(state(node, "k1").toString())
                    .isEqualTo("{\"n\":2,\"last\":\"k1 again\"}");
              }
            });
    stopAll();
  }

  @Test
  void oneNodeAfterTheOtherGetsTheNewVersionWhileRecordsFlow() throws IOException {
    startAll(Version.OLD);
    appendForAllKeys();
    awaitSeen(1);
    for (int i = 0; i < 3; i++) {
      PotorooProcess old = nodes.remove(0);
      old.terminate();
      appendForAllKeys();
      assertThat(old.exitCode()).as("%s", old).isZero();
      start(Version.NEW);
      awaitReady();
    }
    appendForAllKeys();
    awaitSeen(lines / KEYS);
    for (PotorooProcess node : nodes) {
      assertThat(Http.sum(node.status(), "steps", "quarantined")).isZero();
      for (int key = 0; key < KEYS; key++) {
        assertThat(state(node, "k" + key).path("last").asText()).startsWith("k" + key + " ");
      }
    }
    stopAll();
  }

  // ---- nodes

  private void startAll(Version version) {
    for (int i = 0; i < 3; i++) {
      start(version);
      // The others join it.
      nodes.get(0).node();
    }
    awaitReady();
  }

  private void start(Version version) {
    String path = Jvm.jar() + File.pathSeparator + classes(version);
    List<String> arguments = new ArrayList<>(List.of("-cp", path, "dev.potoroo.launcher.Main"));
    arguments.addAll(List.of("run", "visits", "--port=0", "--management-port=0"));
    arguments.add("--data-dir=" + directory.resolve("data-" + started));
    if (!nodes.isEmpty()) {
      arguments.add("--seed=" + nodes.get(0).node());
    }
    settings().forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
    nodes.add(
        PotorooProcess.start(
            directory.resolve("node-" + started++), "visits", List.of("-Xmx256m"), arguments));
  }

  private Map<String, Object> settings() {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "bindings.lines.connector",
                "file",
                "bindings.lines.path",
                input(),
                "bindings.lines.follow",
                true,
                "rounds.interval",
                "100ms"));
    all.putAll(postgres.settings("potoroo"));
    return all;
  }

  private void awaitReady() {
    for (PotorooProcess node : nodes) {
      patiently("a node is ready")
          .until(() -> Http.get(node.management() + "/ready").statusCode() == 200);
    }
  }

  private void stopAll() {
    nodes.forEach(PotorooProcess::terminate);
    nodes.forEach(node -> assertThat(node.exitCode()).as("%s", node).isZero());
    nodes.clear();
  }

  private static ConditionFactory patiently(String what) {
    return await(what).atMost(PotorooProcess.PATIENCE).pollInterval(Duration.ofMillis(100));
  }

  // ---- records and states

  private void appendForAllKeys() throws IOException {
    lines += KEYS;
    append(
        IntStream.range(0, KEYS)
            .mapToObj(key -> "k" + key + " line " + lines)
            .collect(Collectors.joining("\n")));
  }

  private void append(String line) throws IOException {
    Files.writeString(input(), line + "\n", StandardOpenOption.APPEND);
  }

  /** Each key has counted each of its lines once, and each node says so. */
  private void awaitSeen(int times) {
    for (PotorooProcess node : nodes) {
      patiently("all lines are counted")
          .untilAsserted(
              () -> {
                for (int key = 0; key < KEYS; key++) {
                  assertThat(state(node, "k" + key).path("n").asInt()).isEqualTo(times);
                }
              });
    }
  }

  private static JsonNode state(PotorooProcess node, String key) {
    return Http.parse(Http.get(node.entityUrl("seen", key)).body()).path("state");
  }

  private static JsonNode quarantine(PotorooProcess node, String key) {
    String url = node.entityUrl("seen", key).replace("/entities/", "/quarantine/");
    return Http.parse(Http.get(url).body());
  }

  private void release(String key) {
    PotorooProcess node = nodes.get(0);
    List<String> arguments = new ArrayList<>(List.of("-jar", Jvm.jar(), "entity", "release"));
    arguments.addAll(List.of("seen", key, "--reason=mended", "--at=" + node.management()));
    arguments.add("--data-dir=" + directory.resolve("data-" + (started - nodes.size())));
    try (PotorooProcess cli =
        PotorooProcess.start(directory.resolve("cli"), "cli", List.of(), arguments)) {
      assertThat(cli.exitCode()).as("%s", cli).isZero();
    }
  }
}
