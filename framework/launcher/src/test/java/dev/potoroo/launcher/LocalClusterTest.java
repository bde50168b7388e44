package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a local cluster ends, and how; its nodes are processes that only say that they run. */
class LocalClusterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final FakeDatabase database = new FakeDatabase();
  private final CompletableFuture<IntSupplier> interrupt = new CompletableFuture<>();
  private CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  @TempDir private Path directory;

  @AfterEach
  void leavesNothing() {
    assertThat(ProcessHandle.current().children().filter(this::isNode)).isEmpty();
    assertThat(database.closed).isTrue();
  }

  @Test
  void endsWithZeroWhenThePipelineEnds() {
    start();
    List.of("n2", "n1", "n3").forEach(node -> end(node, 0));
    assertThat(exitCode.join()).isZero();
    assertThat(out.toString(UTF_8).lines())
        .contains("n1 | seeds []", "n2 | seeds [\"127.0.0.1:4001\"]", "n3 | password secret");
    assertThat(err.toString(UTF_8))
        .contains("  n2          http://127.0.0.1:5002/api/v1/pipelines/echo  (process ")
        .contains("  postgres    jdbc:postgresql://127.0.0.1:1/x?user=me&password=secret")
        .contains("n3 |   node        127.0.0.1:4003");
  }

  @Test
  void goesOnWhenANodeIsLost() {
    start();
    end("n2", 3);
    awaitErr("Node [n2] has ended with exit code [3]; nodes left: 2.");
    assertThat(exitCode).isNotDone();
    end("n1", 0);
    end("n3", 0);
    assertThat(exitCode.join()).isZero();
  }

  @Test
  void failsWhenAllNodesAreLost() {
    start();
    for (String node : List.of("n1", "n2", "n3")) {
      end(node, 3);
      awaitErr("Node [" + node + "] has ended with exit code [3]; nodes left: ");
    }
    assertThat(exitCode.join()).isEqualTo(1);
    assertThat(lastLine())
        .isEqualTo(
            "POTOROO-3016 All nodes have ended unexpectedly, with exit codes [3, 3, 3]. What they"
                + " wrote says why. Started again, the pipeline goes on from its last commit.");
  }

  @Test
  void stopsTheNodesThenTheDatabaseWhenItIsInterrupted() {
    start();
    assertThat(interrupt.join().getAsInt()).isZero();
    assertThat(exitCode.join()).isZero();
    assertThat(err.toString(UTF_8))
        .contains("Stopping: ", "n1 | stopped", "n2 | stopped", "n3 | stopped")
        .doesNotContain("POTOROO-");
  }

  @Test
  void failsWhenANodeFailsToStop() {
    start("--set=stop-with=1");
    assertThat(interrupt.join().getAsInt()).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("Node [n1] has ended with exit code [1]; nodes left");
  }

  @Test
  void stopsTheOthersWhenANodeDoesNotStart() {
    run("--set=fail=n3");
    assertThat(exitCode.join()).isEqualTo(1);
    assertThat(lastLine())
        .isEqualTo(
            "POTOROO-3016 Node [n3] has ended with exit code [7] before all nodes were up, so the"
                + " others are stopped. What it wrote says why.");
  }

  @Test
  void stopsTheNodesWhenTheDatabaseHasEnded() {
    start();
    database.ended.complete(null);
    assertThat(exitCode.join()).isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .contains("PostgreSQL has ended unexpectedly, so the nodes are stopped.");
  }

  @Test
  void mayBeInterruptedWhileItStarts() {
    run("--set=never=n1");
    await().until(() -> Files.exists(directory.resolve("n1")));
    assertThat(interrupt.join().getAsInt()).isZero();
    assertThat(err.toString(UTF_8)).doesNotContain("POTOROO-", " up.");
  }

  private void start(String... arguments) {
    run(arguments);
    awaitErr("3 nodes are up. Ctrl-C stops them and keeps the state.");
  }

  private void run(String... arguments) {
    Host host =
        new Host(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Optional.empty(),
            new FakeEngine(),
            stop -> {
              interrupt.complete(stop);
              return () -> {};
            });
    LocalCluster cluster =
        new LocalCluster(
            new CliTest.Echo(),
            3,
            directory,
            List.of(arguments),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FakeNode.class.getName()),
            ConfigFactory.load(),
            where -> database,
            host,
            false);
    exitCode = CompletableFuture.supplyAsync(cluster::call);
  }

  private void end(String node, int code) {
    try {
      Path written = Files.writeString(directory.resolve(node).resolve("new"), "" + code);
      Files.move(written, written.resolveSibling("exit"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void awaitErr(String text) {
    await(text)
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(err.toString(UTF_8)).contains(text));
  }

  private String lastLine() {
    List<String> lines = err.toString(UTF_8).lines().toList();
    return lines.get(lines.size() - 1);
  }

  private boolean isNode(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(directory.toString());
  }

  /** Says where it is, and ends. */
  private static final class FakeDatabase implements LocalDatabase {
    final CompletableFuture<Void> ended = new CompletableFuture<>();
    volatile boolean closed;

    @Override
    public String url() {
      return "jdbc:postgresql://127.0.0.1:1/x";
    }

    @Override
    public String user() {
      return "me";
    }

    @Override
    public String password() {
      return "secret";
    }

    @Override
    public CompletionStage<Void> ended() {
      return ended;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
