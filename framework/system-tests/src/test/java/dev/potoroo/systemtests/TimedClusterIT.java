package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Windows and timers on nodes that are killed, join and leave: each window gives its result once,
 * with all of its records, although these come from several partitions that are read on different
 * nodes; each timer fires once. {@code -Dtest.kills} says how often, {@code -Dtest.seed} repeats
 * the input and which nodes it is.
 */
class TimedClusterIT {
  private static final int KILLS = Integer.getInteger("test.kills", 2);
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());
  private static final int FILES = 6;

  /** In each file: a part of it is read at each kill. */
  private static final int RECORDS = 50_000 * KILLS;

  private static final int NODES = 3;
  private static final int SHARDS = 128;
  private static final String TOKEN = "a-token-that-only-this-test-knows";
  private static final String LINES = "/api/v1/pipelines/timed-steps/sources/lines/";

  private final Random random = new Random(SEED);

  @TempDir private Path directory;

  @Test
  void eachWindowAndEachTimerOnceWhileNodesComeAndGo() {
    TimedInput input = TimedInput.write(directory, FILES, RECORDS, random);
    Map<String, List<String>> expected = input.expected();
    long all = expected.values().stream().mapToLong(List::size).sum();
    try (Postgres postgres = Postgres.start(directory);
        Nodes nodes =
            Nodes.of("timed-steps", directory)
                .withTestPipelines()
                .setAll(postgres.settings("timed"))
                .setAll(input.settings())
                .set("management.token", TOKEN)
                .set("window", 1024)
                .toFiles("out")
                .start(NODES)) {
      for (int i = 1; i <= KILLS; i++) {
        awaitLines(nodes, all * i / (KILLS + 2));
        kill(nodes, all);
      }
      PotorooProcess leaves = any(nodes.living());
      assertThat(leaves.terminate().exitCode()).as("exit code of %s", leaves).isZero();
      awaitLines(nodes, all);
      for (PotorooProcess node : nodes.living()) {
        assertThat(node.terminate().exitCode()).as("exit code of %s", node).isZero();
      }
      assertThat(output(nodes)).as("seed %s", SEED).isEqualTo(expected);
    }
  }

  /**
   * Kills a node while records flow, and has another one take its place. Until that is there the
   * source is paused, so that something is left for what comes next.
   */
  private void kill(Nodes nodes, long all) {
    PotorooProcess victim = any(nodes.living());
    victim.kill();
    assertThat(lines(nodes).size()).as("all was over, seed %s", SEED).isLessThan((int) all);
    PotorooProcess other = nodes.living().get(0);
    order(other, "pause");
    awaitBalance(other, NODES - 1);
    PotorooProcess another = nodes.join();
    awaitBalance(other, NODES);
    order(another, "resume");
  }

  private static void order(PotorooProcess node, String what) {
    await()
        .atMost(PotorooProcess.PATIENCE)
        .untilAsserted(
            () -> {
              HttpResponse<String> answer =
                  Http.post(node.management() + LINES + what, TOKEN, "{\"reason\": \"a test\"}");
              assertThat(answer.statusCode()).as("%s: %s", what, answer.body()).isLessThan(300);
            });
  }

  private static void awaitBalance(PotorooProcess node, int nodes) {
    await("shards on [" + nodes + "] nodes, seed " + SEED)
        .atMost(PotorooProcess.PATIENCE)
        .until(() -> ClusterView.of(node).isBalanced(SHARDS, nodes));
  }

  private static void awaitLines(Nodes nodes, long count) {
    await("[" + count + "] lines, seed " + SEED)
        .atMost(Restarts.PATIENCE)
        .until(() -> lines(nodes).size() >= count);
  }

  private PotorooProcess any(List<PotorooProcess> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static List<String> lines(Nodes nodes) {
    if (!Files.isDirectory(nodes.sinkDirectory("out"))) {
      return List.of();
    }
    return nodes.sinkFiles("out").stream().flatMap(file -> Texts.lines(file).stream()).toList();
  }

  /** By stream; what has come from different nodes is put in order, not what has from one. */
  private static Map<String, List<String>> output(Nodes nodes) {
    Map<String, List<String>> output = new TreeMap<>();
    for (Path file : nodes.sinkFiles("out")) {
      Map<String, Long> latest = new TreeMap<>();
      for (String line : Texts.lines(file)) {
        String stream = TimedInput.stream(line);
        long place = TimedInput.place(line);
        assertThat(place).as(line).isGreaterThan(latest.getOrDefault(stream, 0L));
        latest.put(stream, place);
        output.computeIfAbsent(stream, s -> new ArrayList<>()).add(line);
      }
    }
    output.values().forEach(lines -> lines.sort(Comparator.comparing(TimedInput::place)));
    return output;
  }
}
