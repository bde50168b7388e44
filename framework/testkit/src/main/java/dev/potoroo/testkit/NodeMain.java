package dev.potoroo.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.PotorooException;
import dev.potoroo.management.ManagementConfig;
import dev.potoroo.management.ManagementEndpoint;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The process of one node. Its standard input says what to do, a line each: the settings, as JSON,
 * then {@link #STOP} and {@link #CLOSE}. When that input ends, the test is gone, and so is the
 * node.
 */
final class NodeMain {
  static final String STOP = "stop";
  static final String CLOSE = "close";
  private static final int FAILED = 1;

  private NodeMain() {}

  /** With the class of the pipeline, the folder of the run and the name of the node. */
  public static void main(String[] args) throws IOException {
    NodeNews news = new NodeNews(Path.of(args[1]), args[2]);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String settings = orders.readLine();
    if (settings == null) {
      Runtime.getRuntime().halt(FAILED);
      return;
    }
    CompletableFuture<PipelineService> started = new CompletableFuture<>();
    Thread listener = new Thread(() -> obey(orders, started), "potoroo-orders-of-the-test");
    listener.setDaemon(true);
    listener.start();
    try {
      started.complete(start(args[0], settings, news));
    } catch (PotorooException e) {
      e.printStackTrace();
      news.tell(new Outcome(Outcome.Kind.FAILED, Optional.of(e)));
      System.exit(FAILED);
    } catch (RuntimeException | ReflectiveOperationException e) {
      e.printStackTrace();
      System.exit(FAILED);
    }
  }

  private static PipelineService start(String pipeline, String settings, NodeNews news)
      throws ReflectiveOperationException {
    Config config =
        ManagementConfig.applyTo(
            ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    PipelineService service = PipelineService.start(TestPipelines.make(pipeline), config);
    CompletableFuture<Void> unused = service.outcome().toCompletableFuture().thenAccept(news::tell);
    news.tell(new NodeNews.Up(service.address(), ManagementEndpoint.start(service).url()));
    return service;
  }

  private static void obey(BufferedReader orders, CompletableFuture<PipelineService> started) {
    try {
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        PipelineService service = started.join();
        if (order.equals(STOP)) {
          CompletableFuture<Outcome> unused = service.stop().toCompletableFuture();
        } else if (order.equals(CLOSE)) {
          service.close();
          System.exit(0);
        }
      }
    } catch (IOException e) {
      System.err.println("The test cannot be heard any more: " + e);
    }
    // Not by exit: what runs there might wait for others, which are about to be gone too.
    Runtime.getRuntime().halt(FAILED);
  }
}
