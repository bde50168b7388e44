package dev.potoroo.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM as that of the test, with its program and class path.
 *
 * @param what for people, such as {@code node [node-1]}
 * @param process where it runs
 * @param output the file that it writes to, behind what is there
 */
record ChildJvm(String what, Process process, Path output) {
  private static final int LINES_SHOWN = 60;
  private static final String LOGGING = "logback.configurationFile";

  /**
   * Starts one.
   *
   * @param options for the JVM
   * @param main its main class, then its arguments
   */
  static ChildJvm start(String what, List<String> options, Path output, List<String> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // They live for seconds: what makes them start faster is worth more than what makes them fast.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    String logging = System.getProperty(LOGGING);
    if (logging != null) {
      command.add("-D" + LOGGING + "=" + logging);
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(main);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(output.toFile()))
              .start();
      return new ChildJvm(what, process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** It is gone, and should not be: with the last that it has written. */
  IllegalStateException ended() {
    return new IllegalStateException(
        what
            + " has ended unexpectedly, with exit code ["
            + process.exitValue()
            + "]. The last that it has written to ["
            + output
            + "]:\n"
            + tail());
  }

  private String tail() {
    try {
      // Whatever it was, and in whatever encoding, is to be seen.
      List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    } catch (IOException e) {
      return "cannot be read: " + e;
    }
  }

  /** Says something to its standard input. */
  void order(String order) {
    try {
      process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      // It is gone, or about to be: whoever waits for what was ordered is told so, and why.
      return;
    }
  }

  /** Waits until it has ended by itself; if it does not, it is killed. */
  void awaitEnd() {
    try {
      Process unused =
          Patience.answer(process.onExit(), what + " to end; it writes to [" + output + "]");
    } finally {
      kill();
    }
  }

  /** Returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    Process unused = Patience.answer(process.onExit(), what + " to be gone, which was killed");
  }
}
