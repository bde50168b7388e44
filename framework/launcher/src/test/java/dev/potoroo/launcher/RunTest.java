package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line with the real engine. */
class RunTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CompletableFuture<IntSupplier> stop = new CompletableFuture<>();

  @TempDir Path dir;

  @Test
  void copiesAFileAndEnds() throws Exception {
    Path in = Files.writeString(dir.resolve("in.txt"), "a\nb\nc\n");
    Path out = dir.resolve("out.txt");
    assertThat(run(in, out)).as(err.toString(UTF_8)).isZero();
    assertThat(out).hasContent("a\nb\nc");
    assertThat(err.toString(UTF_8))
        .contains("  source      lines: file " + in)
        .contains("echo ended: 3 records, 0 objects, 0 dead letters, ");
  }

  @Test
  void goesOnWhereTheRunBeforeHasEnded() throws Exception {
    Path in = Files.writeString(dir.resolve("in.txt"), "a\nb\n");
    Path out = dir.resolve("out.txt");
    assertThat(run(in, out)).as(err.toString(UTF_8)).isZero();
    assertThat(err.toString(UTF_8)).doesNotContain("goes on after");
    Files.writeString(in, "c\n", StandardOpenOption.APPEND);
    assertThat(run(in, out)).as(err.toString(UTF_8)).isZero();
    assertThat(out).hasContent("a\nb\nc");
    assertThat(err.toString(UTF_8))
        .contains("  state       goes on after round ")
        .contains("; to begin anew, remove [" + dir.resolve("data/echo/state") + "] or give")
        .contains("echo ended: 1 record, ");
  }

  @Test
  void staysWhenItIsToKeepRunning() throws Exception {
    Path in = Files.writeString(dir.resolve("in.txt"), "a\n");
    Path out = dir.resolve("out.txt");
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(() -> run(in, out, "--keep-running"));
    await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(out).hasContent("a"));
    assertThat(code).isNotDone();
    assertThat(stop.join().getAsInt()).isZero();
    assertThat(code.join()).isZero();
    assertThat(err.toString(UTF_8))
        .contains("Stopping: ")
        .containsPattern("echo (ended|stopped): 1 record, ");
  }

  @Test
  void namesAFileThatIsMissing() {
    Path missing = dir.resolve("missing.txt");
    assertThat(run(missing, dir.resolve("out.txt"))).isEqualTo(1);
    assertThat(err.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("POTOROO-3003 Source [lines] of pipeline [echo] could not be opened")
        .contains(missing.toString());
  }

  private int run(Path in, Path out, String... more) {
    PrintStream stream = new PrintStream(err, true, UTF_8);
    Interrupts interrupts =
        handler -> {
          stop.complete(handler);
          return () -> {};
        };
    Host host = new Host(stream, stream, Optional.empty(), new ClusterEngine(), interrupts);
    String[] args = {
      "--management-port=0",
      "--data-dir=" + dir.resolve("data"),
      "--set=bindings.lines.connector=file",
      "--set=bindings.lines.path=" + in,
      "--set=bindings.copies.connector=file",
      "--set=bindings.copies.path=" + out
    };
    String[] all = Arrays.copyOf(more, more.length + args.length);
    System.arraycopy(args, 0, all, more.length, args.length);
    return new Cli(Pipelines.only(new CliTest.Echo()), host).execute(all);
  }
}
