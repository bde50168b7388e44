package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A signal goes to a process. */
class SignalTest {

  @Test
  void endsWithZeroAfterItHasDrained() throws Exception {
    Process process = start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      String line = output.readLine();
      while (line != null && !line.contains("sink ")) {
        line = output.readLine();
      }
      // Not destroy() of the process itself, which closes its output.
      process.toHandle().destroy();
      assertThat(output.lines().toList())
          .satisfiesExactly(
              stopping -> assertThat(stopping).startsWith("Stopping: "),
              summary -> assertThat(summary).startsWith("echo stopped: 0 records, "));
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs a pipeline that does not end by itself. */
  public static void main(String[] args) {
    Host host =
        new Host(System.out, System.err, Optional.empty(), new FakeEngine(), new JvmInterrupts());
    System.exit(new Cli(Pipelines.services(), host).execute("run", "echo"));
  }

  private static Process start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    return new ProcessBuilder(java, "-cp", classPath, SignalTest.class.getName())
        .redirectErrorStream(true)
        .start();
  }
}
