package dev.potoroo.testkit;

import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A node in a process of its own, a JVM as that of the test. It gets its orders by its standard
 * input, tells by files when it is up and how its run has ended, and answers over HTTP.
 */
final class ProcessTestNode implements TestNode {
  private static final int LINES_SHOWN = 60;
  private static final String LOGGING = "logback.configurationFile";

  private final String name;
  private final Process process;
  private final NodeNews news;
  private final Path output;
  private final String address;
  private final NodeClient client;

  private ProcessTestNode(Starting starting, NodeNews.Up up, String pipeline) {
    this.name = starting.name;
    this.process = starting.process;
    this.news = starting.news;
    this.output = starting.output;
    this.address = up.address();
    this.client = new NodeClient(up.url(), pipeline);
  }

  /**
   * What a node is started with.
   *
   * @param name of the node, and of its files
   * @param type the class of the pipeline
   * @param pipeline the name of the pipeline
   * @param folder of the run
   * @param options for the JVM
   * @param settings as JSON, in one line
   */
  record Start(
      String name,
      String type,
      String pipeline,
      Path folder,
      List<String> options,
      String settings) {}

  private record Starting(String name, Process process, NodeNews news, Path output) {}

  /**
   * Starts a node; returns when it is a member and can be asked.
   *
   * @throws dev.potoroo.PotorooException what it has failed with
   * @throws IllegalStateException with what it has written, if it has ended for another reason
   */
  static ProcessTestNode start(Start start) {
    NodeNews news = new NodeNews(start.folder(), start.name());
    news.forget();
    Path output = start.folder().resolve(start.name() + ".txt");
    Starting starting = new Starting(start.name(), process(start, output), news, output);
    try {
      // Not as arguments or in a file: there may be passwords among them.
      order(starting.process, start.settings());
      return new ProcessTestNode(starting, up(starting), start.pipeline());
    } catch (RuntimeException e) {
      kill(starting.process);
      throw e;
    }
  }

  private static Process process(Start start, Path output) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // They live for seconds: what makes them start faster is worth more than what makes them fast.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    String logging = System.getProperty(LOGGING);
    if (logging != null) {
      command.add("-D" + LOGGING + "=" + logging);
    }
    command.addAll(start.options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            NodeMain.class.getName(),
            start.type(),
            start.folder().toAbsolutePath().toString(),
            start.name()));
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NodeNews.Up up(Starting node) {
    return Patience.until(
        () -> "node [" + node.name + "] to be a member; it writes to [" + node.output + "]",
        () -> {
          // In this order: a node may have told its news between two looks, and ended.
          boolean alive = node.process.isAlive();
          Optional<NodeNews.Up> up = node.news.up();
          if (!alive) {
            throw node.news
                .outcome()
                .flatMap(Outcome::failure)
                .<RuntimeException>map(failure -> failure)
                .orElseGet(() -> ended(node.name, node.process, node.output));
          }
          return up;
        });
  }

  private static IllegalStateException ended(String name, Process process, Path output) {
    return new IllegalStateException(
        "node ["
            + name
            + "] has ended unexpectedly, with exit code ["
            + process.exitValue()
            + "]. The last that it has written to ["
            + output
            + "]:\n"
            + tail(output));
  }

  private static String tail(Path output) {
    try {
      // Whatever it was, and in whatever encoding, is to be seen.
      List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    } catch (IOException e) {
      return "cannot be read: " + e;
    }
  }

  private static void order(Process process, String order) {
    try {
      process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      // It is gone, or about to be: whoever waits for what was ordered is told so, and why.
      return;
    }
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public boolean ready() {
    return process.isAlive() && client.ready();
  }

  @Override
  public PipelineStatus status() {
    return client.status();
  }

  @Override
  public Optional<EntityStatus> object(String step, String key) {
    return client.object(step, key);
  }

  @Override
  public Optional<Outcome> outcome() {
    // In this order, as above.
    boolean alive = process.isAlive();
    Optional<Outcome> outcome = news.outcome();
    if (outcome.isEmpty() && !alive) {
      throw ended(name, process, output);
    }
    return outcome;
  }

  @Override
  public void stop() {
    order(process, NodeMain.STOP);
  }

  @Override
  public void kill() {
    kill(process);
  }

  private static void kill(Process process) {
    process.destroyForcibly();
    Patience.answer(process.onExit(), "a process to be gone that was killed");
  }

  @Override
  public void close() {
    order(process, NodeMain.CLOSE);
    try {
      Patience.answer(
          process.onExit(), "node [" + name + "] to end; it writes to [" + output + "]");
    } finally {
      kill(process);
    }
  }

  @Override
  public PipelineService service() {
    throw new IllegalStateException(
        "node ["
            + name
            + "] runs in a process of its own: it can only be asked, by status() and"
            + " object()");
  }
}
