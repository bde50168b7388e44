package dev.potoroo.testkit;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.testkit.Shop.Total;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are processes of their own. */
@Timeout(300)
class PipelineProcessesTest {
  private static final String SMALL = "-Xmx256m";

  @TempDir private Path folder;

  private Path orders;
  private Path notes;

  @BeforeEach
  void writeInput() throws IOException {
    orders = Files.writeString(folder.resolve("orders.jsonl"), orders(50));
    notes = Files.writeString(folder.resolve("notes.txt"), "hello\n");
  }

  private static String orders(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"customer\":\"c" + i % 10 + "\",\"article\":\"hat\",\"amount\":1}\n")
        .collect(joining());
  }

  private PipelineRunner runner() {
    PipelineRunner runner =
        PipelineRunner.of(new Shop(), folder)
            .processes(SMALL)
            .set("potoroo.keep-running", true)
            .fromFile("orders", orders, Framing.NEWLINE)
            .fromFile("notes", notes, Framing.NEWLINE);
    for (String sink : List.of("earned", "sales", "short-notes", "bad-notes")) {
      runner.toFile(sink, folder.resolve(sink + "-{node}"), Framing.NEWLINE);
    }
    return runner;
  }

  private List<String> earned() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("earned")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private static List<String> hats(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "hat " + i).toList();
  }

  @Test
  void oneCanBeAskedAndStopped() throws IOException {
    try (PipelineNodes nodes = runner().start()) {
      nodes.awaitIdle();
      assertThat(nodes.status().steps().get(0).records()).isEqualTo(50);
      StateView<Total> one = nodes.object("customers", "c3", Total.class).orElseThrow();
      assertThat(one.state()).isEqualTo(new Total("c3", 5, 5));
      assertThat(one.version()).isEqualTo(5);
      assertThat(nodes.object("customers", "no/body", Total.class)).isEmpty();
      assertThatThrownBy(() -> nodes.object("nothing", "c3", Total.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[nothing]");
      assertThatThrownBy(nodes::all).hasMessageContainingAll("[node-1]", "status()");
      assertThatThrownBy(nodes::join).hasMessageContaining("postgres()");
      nodes.stop();
      assertThat(earned()).containsExactlyElementsOf(hats(50));
    }
  }

  @Test
  void theAnswerIsExactWhenOneOfThreeIsKilled() throws IOException {
    PipelineRunner runner =
        runner()
            .nodes(2)
            .postgres()
            .set("potoroo.bindings.orders.follow", true)
            .set("pekko.cluster.split-brain-resolver.stable-after", "1s");
    try (PipelineNodes nodes = runner.start()) {
      nodes.join();
      nodes.awaitIdle();
      assertThat(nodes.status().nodes()).hasSize(3);
      nodes.kill(0);
      assertThat(nodes.size()).isEqualTo(2);
      Files.writeString(orders, orders(50), StandardOpenOption.APPEND);
      await()
          .atMost(Duration.ofMinutes(3))
          .ignoreExceptions()
          .until(
              () ->
                  nodes
                      .object("articles", "hat", Shop.Earned.class)
                      .filter(hat -> hat.state().sum == 100)
                      .isPresent());
      nodes.stop();
    }
    assertThat(earned()).containsExactlyInAnyOrderElementsOf(hats(100));
  }

  @Test
  void saysWhyOneCannotStart() {
    PipelineRunner runner = runner().fromFile("notes", folder.resolve("no.txt"), Framing.NEWLINE);
    assertThatThrownBy(runner::start)
        .isInstanceOf(PotorooException.class)
        .hasMessageContainingAll("[notes]", "no.txt");
    assertThatThrownBy(() -> runner().processes("-Xno-such-option").start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("[node-1]", "exit code [1]", "-Xno-such-option", "node-1.txt");
  }

  /** Ends its process when a line comes. */
  static final class Halting implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(Source.named("lines", Codec.lines()))
          .peek(line -> Runtime.getRuntime().halt(42))
          .to(Sink.named("out", Codec.lines()));
    }
  }

  @Test
  void saysThatOneHasGoneUnexpectedly() throws IOException {
    Path lines = Files.createFile(folder.resolve("lines"));
    PipelineNodes nodes =
        PipelineRunner.of(new Halting(), folder)
            .processes(SMALL)
            .set("potoroo.bindings.lines.follow", true)
            .fromFile("lines", lines, Framing.NEWLINE)
            .toFile("out", folder.resolve("out"), Framing.NEWLINE)
            .start();
    Files.writeString(lines, "now\n");
    assertThatThrownBy(nodes::awaitEnd)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("[node-1]", "exit code [42]", "node-1.txt");
    assertThatThrownBy(nodes::close).hasMessageContaining("exit code [42]");
  }

  /** Closing its input is all that the end of the test's process does to a node. */
  @Test
  void endsWithTheProcessOfTheTest() throws Exception {
    NodeNews news = new NodeNews(folder, "node-1");
    Process node =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                SMALL,
                "-cp",
                System.getProperty("java.class.path"),
                NodeMain.class.getName(),
                Halting.class.getName(),
                folder.toString(),
                "node-1")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("node-1.txt").toFile())
            .start();
    try {
      OutputStream orders = node.getOutputStream();
      orders.write((followingNothing() + "\n").getBytes(StandardCharsets.UTF_8));
      orders.flush();
      await().atMost(Duration.ofMinutes(3)).until(() -> news.up().isPresent());
      orders.close();
      assertThat(node.onExit().get(3, TimeUnit.MINUTES).exitValue()).isEqualTo(1);
      assertThat(news.outcome()).isEmpty();
    } finally {
      node.destroyForcibly();
    }
  }

  private String followingNothing() throws IOException {
    Map<String, Object> settings =
        Map.of(
            "potoroo.data-dir",
            folder.resolve("node-1").toString(),
            "potoroo.management.port",
            0,
            "potoroo.bindings.lines.connector",
            "file",
            "potoroo.bindings.lines.path",
            Files.createFile(folder.resolve("lines")).toString(),
            "potoroo.bindings.lines.follow",
            true,
            "potoroo.bindings.out.connector",
            "log");
    return ConfigFactory.parseMap(settings).root().render(ConfigRenderOptions.concise());
  }

  @Test
  void refusesAPipelineThatAProcessCannotMake() {
    assertThatThrownBy(() -> PipelineRunner.of(flow -> {}, folder).processes().start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("constructor without arguments");
  }
}
