package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM that runs the jar as a user would; killed when it is closed. */
final class PotorooProcess implements AutoCloseable {
  /** How long anything may take, on a machine that is busy with other things too. */
  static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("test.patience", 90));

  /** Its bit in the masks of the kernel. */
  private static final long SIGINT = 1L << 1;

  private static final Pattern NODE = Pattern.compile("^  node +(\\S+)$", Pattern.MULTILINE);
  private static final Pattern MANAGEMENT =
      Pattern.compile("^  management +(http://[^/]+)/", Pattern.MULTILINE);

  private final Process process;
  private final String pipeline;
  private final Path out;
  private final Path err;

  private PotorooProcess(Process process, String pipeline, Path out, Path err) {
    this.process = process;
    this.pipeline = pipeline;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code java JVM-OPTIONS -cp ... ARGUMENTS}; {@code directory} is for its output. */
  static PotorooProcess start(
      Path directory, String pipeline, List<String> jvmOptions, List<String> arguments) {
    return start(Host.LOOPBACK, directory, pipeline, jvmOptions, arguments);
  }

  /** The same on a host, whose settings come last. */
  static PotorooProcess start(
      Host host, Path directory, String pipeline, List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>(host.command());
    command.addAll(Jvm.command());
    command.addAll(jvmOptions);
    command.addAll(arguments);
    command.addAll(host.settings());
    try {
      Files.createDirectories(directory);
      Path out = directory.resolve("stdout.txt");
      Path err = directory.resolve("stderr.txt");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      return new PotorooProcess(process, pipeline, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String stdout() {
    return Texts.read(out);
  }

  String stderr() {
    return Texts.read(err);
  }

  /** What the process wrote, for a failure's message. */
  @Override
  public String toString() {
    String said = stderr();
    return "process of [" + pipeline + "], which wrote to standard error:\n" + said;
  }

  /** Its address within the cluster. */
  String node() {
    return awaitInStderr(NODE);
  }

  /** The endpoint, without a path. */
  String management() {
    return awaitInStderr(MANAGEMENT);
  }

  /** The port that a TCP source listens on. */
  int sourcePort(String source) {
    return Integer.parseInt(
        awaitInStderr(Pattern.compile("source \\[" + source + "] listens on [^:]+:(\\d+)")));
  }

  /** Waits for a line; the first group of what was found. */
  String awaitInStderr(Pattern pattern) {
    return await(pattern + " in standard error")
        .atMost(PATIENCE)
        .until(() -> inStderr(pattern), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<String> inStderr(Pattern pattern) {
    boolean ended = !process.isAlive();
    Matcher matcher = pattern.matcher(stderr());
    if (matcher.find()) {
      return Optional.of(matcher.group(1));
    }
    if (ended) {
      throw new IllegalStateException("ended without [" + pattern + "]: " + this);
    }
    return Optional.empty();
  }

  /** The status of the pipeline, as this node tells it. */
  JsonNode status() {
    return Http.json(management() + "/api/v1/pipelines/" + pipeline);
  }

  /** What this node tells of the rounds. */
  JsonNode rounds() {
    return Http.json(management() + "/api/v1/pipelines/" + pipeline + "/rounds");
  }

  /** What this node tells of the shards. */
  JsonNode shards() {
    return Http.json(management() + "/api/v1/pipelines/" + pipeline + "/shards");
  }

  /** Waits until sources have read so many records and none is in flight. */
  void awaitProcessed(long records) {
    await("[" + records + "] records")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              JsonNode status = status();
              assertThat(Http.sum(status, "sources", "records"))
                  .as("%s", status)
                  .isEqualTo(records);
              assertThat(status.path("inFlight").asLong()).as("%s", status).isZero();
            });
  }

  /** Waits until the status is as wanted. */
  void awaitStatus(Predicate<JsonNode> wanted) {
    await("a status")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(this::status, wanted::test);
  }

  /** A state object's URL. */
  String entityUrl(String step, String encodedKey) {
    return stepUrl(step) + "/" + encodedKey;
  }

  /** The URL of a step's list of keys. */
  String stepUrl(String step) {
    return management() + "/api/v1/pipelines/" + pipeline + "/steps/" + step + "/entities";
  }

  /** Sends SIGTERM. */
  PotorooProcess terminate() {
    process.destroy();
    return this;
  }

  /**
   * Kills it and waits until it is gone: a moment longer it would still count as {@link #alive}.
   */
  void kill() {
    int unused = signal("KILL").exitCode();
  }

  /** Sends a signal, {@code INT} or {@code KILL}. */
  PotorooProcess signal(String name) {
    return run("kill", "-" + name, pid());
  }

  /** From now on none of its files can grow beyond that: writing fails, as on a full disk. */
  PotorooProcess limitFiles(long bytes) {
    return run("prlimit", "--pid", pid(), "--fsize=" + bytes);
  }

  private PotorooProcess run(String... command) {
    try {
      int rc = new ProcessBuilder(command).inheritIO().start().waitFor();
      assertThat(rc).as("%s", List.of(command)).isZero();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Whether the process was started with SIGINT ignored, as what a shell runs in the background is:
   * a JVM leaves it at that. Only Linux tells; elsewhere false.
   */
  boolean ignoresInterrupts() {
    return Texts.lines(Path.of("/proc", pid(), "status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(ignored -> (ignored & SIGINT) != 0);
  }

  String pid() {
    return String.valueOf(process.pid());
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Waits for the end; the exit code. */
  int exitCode() {
    return exitCode(PATIENCE);
  }

  int exitCode(Duration patience) {
    assertThat(endsWithin(patience)).as("ends in time: %s", this).isTrue();
    return process.exitValue();
  }

  /** Waits for the end, but no longer than that; whether it has come. */
  boolean endsWithin(Duration patience) {
    try {
      return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the end, which must be a clean one. */
  void endsCleanly() {
    endsCleanly(PATIENCE);
  }

  /** That it had no time for its neighbours says something of the machine. */
  private static boolean isOfABusyMachine(String line) {
    return line.contains("sending of heartbeat was delayed");
  }

  void endsCleanly(Duration patience) {
    assertThat(exitCode(patience)).as("exit code of %s", this).isZero();
    assertThat(
            stderr()
                .lines()
                .filter(line -> !line.contains("dead letter in") && !isOfABusyMachine(line)))
        .noneMatch(line -> line.startsWith("\tat "))
        .noneMatch(line -> line.contains(" ERROR ") || line.contains(" WARN "));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    exitCode();
  }
}
