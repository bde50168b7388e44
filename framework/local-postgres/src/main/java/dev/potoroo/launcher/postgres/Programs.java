package dev.potoroo.launcher.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the programs of PostgreSQL. */
final class Programs {
  private static final int MINUTES = 5;

  private final Path directory;
  private final List<String> before;

  Programs(Path directory) throws IOException {
    this.directory = directory;
    this.before = before(isRoot());
  }

  /** Whether one ended with 0, and what it wrote. */
  record Result(int exitCode, String output) {
    boolean good() {
      return exitCode == 0;
    }
  }

  /**
   * Waits for the end of a program. What it wrote goes to a file: servers that it starts keep it.
   */
  Result run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(directory.resolve(program).toString());
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static Result run(List<String> command) throws IOException {
    Path output = Files.createTempFile("potoroo-postgres", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(command + " did not end within " + MINUTES + " minutes");
      }
      return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** PostgreSQL refuses to run as root. In a user namespace of its own it is nobody. */
  private static List<String> before(boolean root) throws IOException {
    if (!root) {
      return List.of();
    }
    List<String> unshare = List.of("unshare", "--user");
    List<String> probe = new ArrayList<>(unshare);
    probe.add("true");
    try {
      Result result = run(probe);
      if (result.good()) {
        return unshare;
      }
      throw notAsRoot(result.output().strip());
    } catch (IOException e) {
      throw notAsRoot(String.valueOf(e.getMessage()));
    }
  }

  private static RuntimeException notAsRoot(String why) {
    return LocalPostgres.failed(
        "does not run as root, and [unshare --user] does not help here ("
            + why
            + "). Run local-cluster as another user");
  }

  private static boolean isRoot() {
    return new com.sun.security.auth.module.UnixSystem().getUid() == 0;
  }
}
