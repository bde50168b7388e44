package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The distribution works where it was unpacked, and with the settings of its own files. */
class DistributionIT {
  private static final String VERSION = System.getProperty("test.version");

  /** Several JVMs start at once on few processors: the quick compiler helps. */
  private static final String JAVA_OPTS = "-XX:TieredStopAtLevel=1";

  @TempDir private static Path directory;
  private static Path home;

  @BeforeAll
  static void unpack() throws IOException {
    assertThat(VERSION).as("system property test.version").isNotNull();
    String archive = Path.of("target/potoroo-" + VERSION + ".tar").toAbsolutePath().toString();
    succeed(List.of("tar", "-xf", archive, "-C", directory.toString()), Map.of());
    home = directory.resolve("potoroo-" + VERSION);
  }

  @Test
  void hasWhatItsReadmeAndTheImageName() throws IOException {
    try (Stream<Path> top = Files.list(home)) {
      assertThat(top.map(path -> path.getFileName().toString()))
          .contains("LICENSE", "NOTICE", "README.md", "bin", "conf", "deploy", "lib", "pipelines");
    }
    assertThat(home.resolve("README.md")).content().contains("# Potoroo " + VERSION);
    assertThat(home.resolve("conf")).isDirectoryContaining("glob:**/application.conf");
    for (String line : dockerfile().lines().filter(line -> line.startsWith("COPY ")).toList()) {
      List<String> words = List.of(line.split(" "));
      assertThat(words.subList(1, words.size() - 1))
          .allSatisfy(source -> assertThat(home.resolve(source)).exists());
    }
    assertThat(dockerfile()).contains("\nENTRYPOINT [\"/opt/potoroo/bin/potoroo\"]\n");
  }

  @Test
  void saysItsVersionWhenStartedThroughALink() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("potoroo"), home.resolve("bin/potoroo"));
    assertThat(succeed(List.of(link.toString(), "--version"), Map.of()))
        .endsWith("Potoroo " + VERSION + "\n");
  }

  @Test
  void runsASampleToItsEnd() throws IOException {
    String printed =
        succeed(
            List.of(
                home.resolve("bin/potoroo").toString(),
                "run",
                "word-count",
                "--management-port=0",
                "--data-dir=" + directory.resolve("data")),
            Map.of("JAVA_OPTS", JAVA_OPTS));
    assertThat(printed).containsPattern("(?m)^\\S+ => 1$").contains("word-count ended: ");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a machine is not all of 127.0.0.0/8")
  void formsAClusterFromTheNamesThatKubernetesGivesPods() throws IOException {
    Manifests manifests = Manifests.read(home.resolve("deploy/kubernetes/potoroo.yaml"));
    try (Pod first = new Pod(manifests, 0, home, directory, JAVA_OPTS);
        Pod second = new Pod(manifests, 1, home, directory, JAVA_OPTS)) {
      for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
        JsonNode get = manifests.container().path(probe).path("httpGet");
        await(probe + " of " + first + second)
            .atMost(Commands.PATIENCE)
            .until(() -> Stream.of(first, second).allMatch(pod -> pod.answers(get)));
      }
      assertThat(members(first)).isEqualTo(2);
      assertThat(healthCheck(first)).isZero();

      second.terminate();
      // Without a database the state of one is gone when it ends, so both end.
      assertThat(second.exitCode()).as(second.toString()).isZero();
      assertThat(first.exitCode()).as(first.toString()).isZero();
      assertThat(healthCheck(first)).isNotZero();
    }
  }

  private static int members(Pod pod) throws IOException {
    return new ObjectMapper().readTree(pod.get("/cluster/members")).path("members").size();
  }

  /** Does what the image does to see whether a node is well. */
  private static int healthCheck(Pod pod) throws IOException {
    Matcher check = Pattern.compile("HEALTHCHECK [^\\[]*CMD (\\[.*])\n").matcher(dockerfile());
    assertThat(check.find()).isTrue();
    List<String> command = new ArrayList<>();
    for (JsonNode word : new ObjectMapper().readTree(check.group(1))) {
      command.add(word.asText().replace("127.0.0.1", pod.address()));
    }
    return Commands.run(command, Map.of()).exitCode();
  }

  private static String dockerfile() throws IOException {
    return Files.readString(home.resolve("deploy/docker/Dockerfile"));
  }

  private static String succeed(List<String> command, Map<String, String> environment)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("JAVA_HOME", System.getProperty("java.home"));
    Commands.Ended ended = Commands.run(command, all);
    assertThat(ended.exitCode()).as("%s: %s", command, ended.output()).isZero();
    return ended.output();
  }
}
