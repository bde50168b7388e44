package dev.potoroo.opentelemetry;

import static dev.potoroo.opentelemetry.Collector.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingTest {
  private static final int RECORDS = 200;
  private static final int KEYS = 20;

  @TempDir private Path folder;
  private Path lines;

  /** Adds up the numbers of each name. */
  static final class Sums implements Pipeline {
    private static final Step<String, Long, String> SUM =
        Step.named("sum")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(
                String.class,
                (sum, line, ctx) -> {
                  long next = sum + Long.parseLong(line.substring(line.indexOf(' ') + 1));
                  return ctx.become(next).emit(ctx.key() + " " + next);
                })
            .onError(ErrorPolicy.skip());

    @Override
    public void define(Flow flow) {
      flow.from(Source.named("lines", Codec.lines()))
          .keyBy(line -> line.substring(0, line.indexOf(' ')))
          .step(SUM)
          .to(Sink.named("sums", Codec.lines()));
    }
  }

  @BeforeEach
  void write() throws IOException {
    lines =
        Files.write(
            folder.resolve("lines.txt"),
            IntStream.range(0, RECORDS).mapToObj(i -> "secret-" + i % KEYS + " 1").toList());
  }

  private void run(int count, Map<String, Object> settings) throws Exception {
    List<PipelineService> nodes = new ArrayList<>();
    try {
      while (nodes.size() < count) {
        nodes.add(PipelineService.start(new Sums(), config(count, nodes, settings)));
      }
      for (PipelineService node : nodes) {
        assertThat(node.outcome().toCompletableFuture().get(90, TimeUnit.SECONDS).kind())
            .isEqualTo(Outcome.Kind.ENDED);
      }
    } finally {
      nodes.forEach(PipelineService::close);
    }
  }

  private Config config(int count, List<PipelineService> nodes, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>();
    settings.forEach((key, value) -> all.put("potoroo.tracing." + key, value));
    all.put("potoroo.data-dir", folder.resolve("node-" + nodes.size()).toString());
    all.put("potoroo.store.type", "memory");
    all.put("potoroo.cluster.port", 0);
    all.put("potoroo.cluster.members", count);
    all.put(
        "potoroo.cluster.seeds", nodes.stream().limit(1).map(PipelineService::address).toList());
    all.put("potoroo.bindings.lines.connector", "file");
    all.put("potoroo.bindings.lines.path", lines.toString());
    all.put("potoroo.bindings.sums.connector", "file");
    all.put("potoroo.bindings.sums.path", folder.resolve("sums-{node}.txt").toString());
    return ConfigFactory.parseMap(all).withFallback(ConfigFactory.load()).resolve();
  }

  @Test
  void followsEachRecordFromItsSourceToItsSinkOverNodes() throws Exception {
    try (Collector collector = Collector.start()) {
      run(2, Map.of("every", 1, "endpoint", collector.endpoint()));
      Map<?, Span> byId = collector.byId();
      assertThat(collector.spans("source lines")).hasSize(RECORDS);
      assertThat(collector.spans("sink sums"))
          .hasSize(RECORDS)
          .allSatisfy(
              sink -> {
                Span step = byId.get(sink.getParentSpanId());
                Span source = byId.get(step.getParentSpanId());
                assertThat(step.getName()).isEqualTo("step sum");
                assertThat(source.getName()).isEqualTo("source lines");
                assertThat(source.getParentSpanId().isEmpty()).isTrue();
                assertThat(List.of(sink.getTraceId(), step.getTraceId()))
                    .containsOnly(source.getTraceId());
              });
      assertThat(collector.spans("step sum"))
          .as("some go to the other node")
          .anySatisfy(step -> assertThat(elsewhere(step, byId)).isTrue())
          .anySatisfy(step -> assertThat(elsewhere(step, byId)).isFalse());
      assertThat(collector.spans("step sum").stream().map(s -> attribute(s, "potoroo.key.hash")))
          .as("all of a key have its hash")
          .hasSize(RECORDS)
          .satisfies(hashes -> assertThat(hashes.stream().distinct()).hasSize(KEYS));
      assertThat(collector.spans().toString()).doesNotContain("secret");
    }
  }

  private static boolean elsewhere(Span step, Map<?, Span> byId) {
    String from = attribute(byId.get(step.getParentSpanId()), "potoroo.node");
    assertThat(from).isNotEmpty();
    return !attribute(step, "potoroo.node").equals(from);
  }

  @Test
  void showsWhichOneHasFailedAndNoDataUnlessItMay() throws Exception {
    Files.writeString(lines, "secret-1 12x\n");
    try (Collector collector = Collector.start()) {
      run(1, Map.of("every", 1, "endpoint", collector.endpoint()));
      Span step = collector.spans("step sum").get(0);
      assertThat(step.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
      assertThat(attribute(step, "error.type")).isEqualTo("java.lang.NumberFormatException");
      assertThat(step.toString()).doesNotContain("12x", "secret");
    }
  }

  @Test
  void showsKeysAndMessagesIfItMay() throws Exception {
    Files.writeString(lines, "secret-1 12x\n");
    try (Collector collector = Collector.start()) {
      run(1, Map.of("every", 1, "endpoint", collector.endpoint(), "show-data", true));
      Span step = collector.spans("step sum").get(0);
      assertThat(attribute(step, "potoroo.key")).isEqualTo("secret-1");
      assertThat(step.getStatus().getMessage()).contains("12x");
    }
  }

  @Test
  void followsOneInSoMany() throws Exception {
    try (Collector collector = Collector.start()) {
      run(1, Map.of("every", 50, "endpoint", collector.endpoint()));
      assertThat(collector.spans("source")).hasSize(RECORDS / 50);
      assertThat(collector.spans("sink")).hasSize(RECORDS / 50);
    }
  }

  /** Neither is worse for the pipeline: it comes to its end all the same. */
  @Test
  void sendsNothingUnlessItIsToldTo() throws Exception {
    try (Collector collector = Collector.start()) {
      run(1, Map.of("endpoint", collector.endpoint()));
      assertThat(collector.spans()).isEmpty();
    }
  }

  @Test
  void goesOnWithoutACollector() throws Exception {
    String nobody;
    try (Collector collector = Collector.start()) {
      nobody = collector.endpoint();
    }
    run(1, Map.of("every", 1, "endpoint", nobody));
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("sums-")))
          .singleElement()
          .satisfies(file -> assertThat(file).content().hasLineCount(RECORDS));
    }
  }

  @Test
  void saysWhichSettingsAreWrong() {
    var config =
        ConfigFactory.parseMap(
                Map.of(
                    "potoroo.tracing.every", -1,
                    "potoroo.tracing.endpoint", "collector:4318",
                    "potoroo.tracing.show-data", "maybe"))
            .withFallback(ConfigFactory.load());
    assertThatThrownBy(() -> new OpenTelemetryProvider().open("sums", config))
        .isInstanceOf(PotorooException.class)
        .hasMessageContainingAll(
            "[potoroo.tracing.every]",
            "[-1]",
            "[potoroo.tracing.endpoint]",
            "[collector:4318]",
            "[potoroo.tracing.show-data]",
            "[maybe]");
  }
}
