package dev.potoroo.opentelemetry;

import static dev.potoroo.opentelemetry.Collector.attribute;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.DeadLetter;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.tracing.Tracing;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class TracingTest {
  private static final int RECORDS = 200;
  private static final int KEYS = 20;
  private static final Path PAGE = Path.of("../../src-docs/operating/tracing.md");

  @TempDir private Path folder;
  private Path lines;

  /** Adds up the numbers of each name; sums of 13 cannot be encoded. */
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

    private static final Sink<DeadLetter> LETTERS =
        Sink.named("letters", Codec.json(DeadLetter.class));

    private static byte[] encode(String sum) {
      if (sum.endsWith(" 13")) {
        throw new IllegalArgumentException("not [" + sum + "]");
      }
      return sum.getBytes(UTF_8);
    }

    @Override
    public void define(Flow flow) {
      flow.from(Source.named("lines", Codec.lines()))
          .keyBy(line -> line.substring(0, line.indexOf(' ')))
          .step(SUM)
          .to(
              Sink.named("sums", Codec.of(raw -> new String(raw, UTF_8), Sums::encode).asText())
                  .onError(ErrorPolicy.deadLetter(LETTERS)));
    }
  }

  @BeforeEach
  void write() throws IOException {
    lines =
        Files.write(
            folder.resolve("lines.txt"),
            IntStream.range(0, RECORDS).mapToObj(i -> "secret-" + i % KEYS + " 1").toList());
  }

  /** How many spans the nodes have counted. */
  private long run(int count, Map<String, Object> settings) {
    List<PipelineService> nodes = new ArrayList<>();
    try {
      while (nodes.size() < count) {
        nodes.add(PipelineService.start(new Sums(), config(count, nodes, settings)));
      }
      for (PipelineService node : nodes) {
        assertThat(node.outcome().toCompletableFuture().join().kind())
            .isEqualTo(Outcome.Kind.ENDED);
      }
      return nodes.stream().mapToLong(node -> node.metrics().tracing().spans()).sum();
    } finally {
      nodes.forEach(PipelineService::close);
    }
  }

  private Config config(int count, List<PipelineService> nodes, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>();
    all.put("potoroo.tracing.close-timeout", "2m");
    settings.forEach((key, value) -> all.put("potoroo.tracing." + key, value));
    all.put("potoroo.data-dir", folder.resolve("node-" + nodes.size()).toString());
    all.put("potoroo.store.type", "memory");
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    all.put("potoroo.cluster.port", 0);
    all.put("potoroo.cluster.members", count);
    all.put(
        "potoroo.cluster.seeds", nodes.stream().limit(1).map(PipelineService::address).toList());
    all.put("potoroo.bindings.lines.connector", "file");
    all.put("potoroo.bindings.lines.path", lines.toString());
    all.put("potoroo.bindings.sums.connector", "file");
    all.put("potoroo.bindings.sums.path", folder.resolve("sums-{node}.txt").toString());
    all.put("potoroo.bindings.letters.connector", "file");
    all.put("potoroo.bindings.letters.path", folder.resolve("letters-{node}.txt").toString());
    return ConfigFactory.parseMap(all).withFallback(ConfigFactory.load()).resolve();
  }

  @Test
  void followsEachRecordFromItsSourceToItsSinkOverNodes() throws Exception {
    try (Collector collector = Collector.start()) {
      long counted = run(2, Map.of("every", 1, "endpoint", collector.endpoint()));
      assertThat(counted).isEqualTo(3 * RECORDS).isEqualTo(collector.spans().size());
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
      assertThat(collector.spans("sink").stream().map(s -> attribute(s, "potoroo.node")))
          .as("a node is called the same at each place")
          .isSubsetOf(
              collector.spans("step").stream().map(s -> attribute(s, "potoroo.node")).toList());
      assertThat(collector.spans().toString()).doesNotContain("secret");
      assertThat(collector.attributes())
          .allSatisfy(name -> assertThat(PAGE).content().contains("`" + name + "`"));
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
  void followsARecordThatCannotBeEncodedToItsDeadLetter() throws Exception {
    Files.writeString(lines, "secret-1 13\n");
    try (Collector collector = Collector.start()) {
      run(1, Map.of("every", 1, "endpoint", collector.endpoint()));
      Span sink = collector.spans("sink sums").get(0);
      assertThat(sink.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
      assertThat(attribute(sink, "error.type")).isEqualTo("java.lang.IllegalArgumentException");
      Span letter = collector.spans("sink letters").get(0);
      assertThat(letter.getParentSpanId()).isEqualTo(sink.getSpanId());
      assertThat(letter.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
      assertThat(collector.spans().toString()).doesNotContain("secret");
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

  @Test
  void sendsNothingUnlessItIsToldTo() throws Exception {
    try (Collector collector = Collector.start()) {
      assertThat(run(1, Map.of("endpoint", collector.endpoint()))).isZero();
      assertThat(collector.spans()).isEmpty();
    }
  }

  /** It comes to its end all the same. */
  @Test
  void goesOnWithoutACollector() throws Exception {
    run(1, Map.of("every", 1, "endpoint", nobody(), "close-timeout", "0s"));
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("sums-")))
          .singleElement()
          .satisfies(file -> assertThat(file).content().hasLineCount(RECORDS));
    }
  }

  private static String nobody() throws IOException {
    try (Collector collector = Collector.start()) {
      return collector.endpoint();
    }
  }

  private static Tracing open(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>();
    settings.forEach((key, value) -> all.put("potoroo.tracing." + key, value));
    return new OpenTelemetryProvider()
        .open("sums", ConfigFactory.parseMap(all).withFallback(ConfigFactory.load()).resolve())
        .orElseThrow();
  }

  private static void take(Tracing tracing, int spans) {
    for (int i = 0; i < spans; i++) {
      tracing.source("lines", "0", i, "127.0.0.1:1").end();
    }
  }

  @Test
  void countsSpansOfWhichNoneIsLost() throws Exception {
    try (Collector collector = Collector.start()) {
      Tracing tracing =
          open(Map.of("every", 1, "endpoint", collector.endpoint(), "close-timeout", "2m"));
      take(tracing, 1000);
      tracing.close();
      assertThat(collector.spans()).hasSize(1000);
      assertThat(tracing.spans()).isEqualTo(1000);
      assertThat(tracing.lost()).isZero();
    }
  }

  @Test
  void keepsNoMoreThanItMayAndCountsTheOthersAsLost() throws Exception {
    Tracing tracing =
        open(
            Map.of(
                "every", 1, "endpoint", nobody(), "max-waiting-spans", 600, "close-timeout", "0s"));
    take(tracing, 10_000);
    assertThat(tracing.lost()).as("at once").isPositive();
    tracing.close();
    assertThat(tracing.spans()).isEqualTo(10_000);
    assertThat(tracing.lost()).as("in the end").isEqualTo(10_000);
  }

  @Test
  void followsNoFurtherWhatAnotherVersionHasSent() throws Exception {
    try (Collector collector = Collector.start();
        Tracing tracing =
            open(Map.of("every", 1, "endpoint", collector.endpoint(), "close-timeout", "2m"))) {
      byte[] context = tracing.source("lines", "0", 1, "127.0.0.1:1").context();
      assertThat(tracing.remote(context)).isPresent();
      assertThat(tracing.remote(Arrays.copyOf(context, context.length + 1))).isEmpty();
    }
  }

  @Test
  void saysWhichSettingsAreWrong() {
    Map<String, Object> wrong =
        Map.of(
            "every", 1.5,
            "endpoint", "collector:4318",
            "show-data", "maybe",
            "max-waiting-spans", 1,
            "close-timeout", "later");
    assertThatThrownBy(() -> open(wrong))
        .isInstanceOf(PotorooException.class)
        .hasMessageContainingAll(
            "[potoroo.tracing.every]",
            "[1.5]",
            "[potoroo.tracing.endpoint]",
            "[collector:4318]",
            "[potoroo.tracing.show-data]",
            "[maybe]",
            "[potoroo.tracing.max-waiting-spans]",
            "[potoroo.tracing.close-timeout]",
            "[later]");
  }
}
