package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that end by themselves. */
final class Commands {
  /** How long anything may take, on a machine that is busy with other things too. */
  static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("test.patience", 90));

  private Commands() {}

  /**
   * How a program ended.
   *
   * @param exitCode its exit code
   * @param output what it wrote to standard output and standard error
   */
  record Ended(int exitCode, String output) {}

  /**
   * Runs a program to its end, with these variables besides those of the environment.
   *
   * @throws IOException if there is no such program
   */
  static Ended run(List<String> command, Map<String, String> environment) throws IOException {
    Path output = Files.createTempFile("output", ".txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.redirectOutput(output.toFile()).start();
      try {
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended).as("%s ends: %s", command, Files.readString(output)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } finally {
        process.destroyForcibly();
      }
      return new Ended(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
