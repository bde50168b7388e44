package dev.potoroo.testkit;

import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A node in a process of its own, a JVM as that of the test. It gets its orders by its standard
 * input, tells by files when it is up and how its run has ended, and answers over HTTP.
 */
final class ProcessTestNode implements TestNode {
  private final String name;
  private final ChildJvm jvm;
  private final NodeNews news;
  private final String address;
  private final NodeClient client;

  private ProcessTestNode(Start start, ChildJvm jvm, NodeNews news, NodeNews.Up up) {
    this.name = start.name();
    this.jvm = jvm;
    this.news = news;
    this.address = up.address();
    this.client = new NodeClient(up.url(), start.pipeline());
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

  /**
   * Starts a node; returns when it is a member and can be asked.
   *
   * @throws dev.potoroo.PotorooException what it has failed with
   * @throws IllegalStateException with what it has written, if it has ended for another reason
   */
  static ProcessTestNode start(Start start) {
    NodeNews news = new NodeNews(start.folder(), start.name());
    news.forget();
    ChildJvm jvm =
        ChildJvm.start(
            "node [" + start.name() + "]",
            start.options(),
            start.folder().resolve(start.name() + ".txt"),
            List.of(
                NodeMain.class.getName(),
                start.type(),
                start.folder().toAbsolutePath().toString(),
                start.name()));
    try {
      // Not as arguments or in a file: there may be passwords among them.
      jvm.order(start.settings());
      return new ProcessTestNode(start, jvm, news, up(jvm, news));
    } catch (RuntimeException e) {
      jvm.kill();
      throw e;
    }
  }

  private static NodeNews.Up up(ChildJvm jvm, NodeNews news) {
    return Patience.until(
        () -> jvm.what() + " to be a member; it writes to [" + jvm.output() + "]",
        () -> {
          // In this order: a node may have told its news between two looks, and ended.
          boolean alive = jvm.isAlive();
          Optional<NodeNews.Up> up = news.up();
          if (!alive) {
            throw news.outcome()
                .flatMap(Outcome::failure)
                .<RuntimeException>map(failure -> failure)
                .orElseGet(jvm::ended);
          }
          return up;
        });
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public boolean ready() {
    return jvm.isAlive() && client.ready();
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
    boolean alive = jvm.isAlive();
    Optional<Outcome> outcome = news.outcome();
    if (outcome.isEmpty() && !alive) {
      throw jvm.ended();
    }
    return outcome;
  }

  @Override
  public void stop() {
    jvm.order(NodeMain.STOP);
  }

  @Override
  public void kill() {
    jvm.kill();
  }

  @Override
  public void close() {
    jvm.order(NodeMain.CLOSE);
    jvm.awaitEnd();
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
