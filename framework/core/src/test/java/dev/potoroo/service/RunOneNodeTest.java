package dev.potoroo.service;

import static dev.potoroo.ErrorPolicy.deadLetter;
import static dev.potoroo.ErrorPolicy.retry;
import static dev.potoroo.ErrorPolicy.stop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Codec;
import dev.potoroo.DeadLetter;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@ParameterizedClass(name = "dense = {0}")
@ValueSource(booleans = {false, true})
class RunOneNodeTest {
  @Parameter boolean dense;
  @TempDir Path data;

  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();

  private static final Step<String, Long, String> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(String.class, (n, word, ctx) -> ctx.become(n + 1).emit(word + " => " + (n + 1)));

  private PipelineService start(Pipeline pipeline) {
    return TestNodes.start(pipeline, data, Map.of());
  }

  private Outcome run(Pipeline pipeline) {
    try (PipelineService service = start(pipeline)) {
      return service.outcome().toCompletableFuture().join();
    }
  }

  /** Without rounds, so that a sink shows at once what it is given. */
  private Outcome runInMemory(Pipeline pipeline) {
    try (PipelineService service =
        TestNodes.start(pipeline, data, Map.of("potoroo.store.type", "memory"))) {
      return service.outcome().toCompletableFuture().join();
    }
  }

  private Pipeline counting(SourceConnector source) {
    return TestNodes.named(
        "counting",
        flow ->
            flow.from(Source.named("words", Codec.lines()).from(source))
                .keyBy(word -> word)
                .step(COUNT.dense(dense))
                .to(Sink.named("counts", Codec.lines()).into(out)));
  }

  private Pipeline counting(Step<String, ?, String> step) {
    return TestNodes.named(
        "counting",
        flow ->
            flow.from(Source.named("words", Codec.lines()).from(in))
                .keyBy(word -> word)
                .step(step.dense(dense))
                .to(Sink.named("counts", Codec.lines()).into(out)));
  }

  @Test
  void endsWhenItsSourcesHaveEndedAndEverythingIsProcessed() {
    in.send("a", "b", "a", "c", "a");
    in.end();
    Outcome outcome = run(counting(COUNT));
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ENDED);
    assertThat(out.texts())
        .containsExactlyInAnyOrder("a => 1", "b => 1", "a => 2", "c => 1", "a => 3");
    assertThat(out.openWriters()).isZero();
  }

  @Test
  void showsObjectsAndNeverCreatesOne() {
    try (PipelineService service = start(counting(COUNT))) {
      in.send("a", "b", "a");
      await().until(() -> out.size() == 3);
      EntityStatus a = service.entity("count", "a").toCompletableFuture().join().orElseThrow();
      assertThat(a.state().asLong()).isEqualTo(2);
      assertThat(a.version()).isEqualTo(2);
      assertThat(a.live()).isTrue();
      assertThat(a.granularity()).isEqualTo(dense ? "dense" : "object");
      assertThat(a.node()).isEqualTo(service.address());
      assertThat(service.entity("count", "nobody").toCompletableFuture().join()).isEmpty();
      assertThat(service.entity("count", "nobody").toCompletableFuture().join()).isEmpty();
      EntityPage page =
          service.entities("count", "", 1, Optional.empty()).toCompletableFuture().join();
      assertThat(page.items()).extracting(EntityPage.Item::key).containsExactly("a");
      EntityPage next =
          service
              .entities("count", "", 1, Optional.ofNullable(page.nextCursor()))
              .toCompletableFuture()
              .join();
      assertThat(next.items()).extracting(EntityPage.Item::key).containsExactly("b");
      assertThat(next.nextCursor()).isNull();
      PipelineStatus status = service.status().toCompletableFuture().join();
      assertThat(status.state()).isEqualTo(PipelineStatus.State.RUNNING);
      assertThat(status.steps().get(0).objects()).isEqualTo(2);
      assertThat(status.steps().get(0).records()).isEqualTo(3);
      assertThat(status.sources().get(0).records()).isEqualTo(3);
      await().until(() -> service.status().toCompletableFuture().join().inFlight() == 0);
    }
  }

  @Test
  void aClearedObjectIsGoneAndALaterRecordBeginsAnew() {
    Step<String, Long, String> untilStop =
        Step.named("until-stop")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(
                String.class,
                (n, word, ctx) ->
                    word.endsWith("!")
                        ? ctx.clear().emit("cleared at " + n)
                        : ctx.become(n + 1).emit("n=" + (n + 1)));
    Pipeline pipeline =
        TestNodes.named(
            "clearing",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(in))
                    .keyBy(word -> word.substring(0, 1))
                    .step(untilStop)
                    .to(Sink.named("counts", Codec.lines()).into(out)));
    try (PipelineService service = start(pipeline)) {
      in.send("a", "a", "a!", "a");
      await().until(() -> out.size() == 4);
      assertThat(out.texts()).containsExactly("n=1", "n=2", "cleared at 2", "n=1");
      in.send("a!");
      await()
          .until(
              () ->
                  service
                      .entities("until-stop", "", 10, Optional.empty())
                      .toCompletableFuture()
                      .join()
                      .items()
                      .isEmpty());
      await()
          .until(() -> service.status().toCompletableFuture().join().steps().get(0).objects() == 0);
      for (int i = 0; i < 1000; i++) {
        in.send("b", "b!");
      }
      await().until(() -> out.size() == 5 + 2000);
      assertThat(out.texts().subList(5, 2005)).filteredOn(text -> text.equals("n=1")).hasSize(1000);
    }
  }

  /** A mutable state. */
  static final class Words {
    final List<String> words = new ArrayList<>();
  }

  private final Step<String, Words, String> append =
      Step.named("append")
          .in(String.class)
          .mutableState(Words.class, Words::new)
          .out(String.class)
          .on(
              String.class,
              (state, word, ctx) -> {
                state.words.add(word);
                if (word.endsWith("bad")) {
                  throw new IllegalStateException("refused " + word);
                }
                return ctx.keep().emit(state.words.size() + ":" + state.words.get(0));
              });

  @Test
  void aHandlerThatThrowsLeavesAMutableStateAsItWas() {
    for (int i = 0; i < 100; i++) {
      in.send(i % 7 == 3 ? i + "bad" : i + "good");
    }
    in.end();
    Pipeline pipeline =
        TestNodes.named(
            "appending",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(in))
                    .collect()
                    .step(append.onError(deadLetter()))
                    .to(Sink.named("sizes", Codec.lines()).into(out)));
    assertThat(run(pipeline).kind()).isEqualTo(Outcome.Kind.ENDED);
    List<String> expected = new ArrayList<>();
    for (int n = 1; n <= 86; n++) {
      expected.add(n + ":0good");
    }
    assertThat(out.texts()).isEqualTo(expected);
  }

  @Test
  void retriesOneKeyInOrderWhileOthersGoOn() {
    AtomicInteger failures = new AtomicInteger();
    Map<String, Boolean> seen = new ConcurrentHashMap<>();
    Step<String, String, String> flaky =
        Step.named("flaky")
            .in(String.class)
            .state(String.class, () -> "")
            .out(String.class)
            .on(
                String.class,
                (state, word, ctx) -> {
                  if (word.equals("a2") && failures.incrementAndGet() <= 3) {
                    throw new IllegalStateException("not yet");
                  }
                  seen.put(word, true);
                  return ctx.become(state + word).emit(state + word);
                })
            .onError(retry(3, Duration.ofMillis(20)).thenStop());
    in.send("a1", "a2", "a3", "b1", "b2");
    in.end();
    Pipeline pipeline =
        TestNodes.named(
            "retrying",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(in))
                    .keyBy(word -> word.substring(0, 1))
                    .step(flaky)
                    .to(Sink.named("out", Codec.lines()).into(out)));
    assertThat(run(pipeline).kind()).isEqualTo(Outcome.Kind.ENDED);
    assertThat(out.texts()).containsExactlyInAnyOrder("a1", "a1a2", "a1a2a3", "b1", "b1b2");
    assertThat(failures).hasValue(4);
  }

  @Test
  void aRunThatEndsByItselfWaitsForASlowSinkWithoutLimit() {
    CountDownLatch flushing = new CountDownLatch(1);
    CountDownLatch reading = new CountDownLatch(1);
    List<String> flushed = new CopyOnWriteArrayList<>();
    in.send("a", "b");
    in.end();
    Pipeline pipeline =
        TestNodes.named(
            "patient",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(in))
                    .to(
                        Sink.named("out", Codec.lines())
                            .into(new StallingSink(flushing, reading, flushed))));
    Map<String, String> settings = Map.of("potoroo.drain-timeout", "1ms");
    try (PipelineService service = TestNodes.start(pipeline, data, settings)) {
      await().until(() -> flushing.getCount() == 0);
      await("the end waits")
          .during(Duration.ofMillis(200))
          .until(() -> !service.outcome().toCompletableFuture().isDone());
      reading.countDown();
      assertThat(service.outcome().toCompletableFuture().join().kind())
          .isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(flushed).containsExactly("a", "b");
  }

  /** Takes records at once, but does not get rid of them before it may. */
  private record StallingSink(CountDownLatch flushing, CountDownLatch reading, List<String> flushed)
      implements SinkConnector {
    @Override
    public String describe() {
      return "stalling";
    }

    @Override
    public SinkWriter open(SinkContext context) {
      List<String> taken = new ArrayList<>();
      return new SinkWriter() {
        @Override
        public void write(byte[] record) {
          taken.add(new String(record, StandardCharsets.UTF_8));
        }

        @Override
        public void flush() throws InterruptedException {
          flushing.countDown();
          reading.await();
          flushed.addAll(taken);
          taken.clear();
        }

        @Override
        public void close() throws InterruptedException {
          flush();
        }
      };
    }
  }

  @Test
  void stopsWithTheErrorWhereThePolicySaysSo() {
    in.send("fine", "wrong");
    Pipeline pipeline =
        TestNodes.named(
            "stopping",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(in).onError(stop()))
                    .map(
                        word -> {
                          if (word.equals("wrong")) {
                            throw new IllegalArgumentException("no such word");
                          }
                          return word;
                        })
                    .to(Sink.named("out", Codec.lines()).into(out)));
    Outcome outcome = runInMemory(pipeline);
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
    assertThat(outcome.failure().orElseThrow())
        .hasMessageContaining("POTOROO-3005")
        .hasMessageContaining("[words]")
        .hasMessageContaining("no such word");
    assertThat(out.texts()).containsExactly("fine");
  }

  @Test
  void whatCannotBeProcessedGoesToTheDeadLettersWithItsBytes() throws Exception {
    in.send(new byte[] {'x', (byte) 0xff}, "nokey".getBytes(StandardCharsets.UTF_8));
    in.send("a");
    in.end();
    Pipeline pipeline =
        TestNodes.named(
            "letters",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(in))
                    .keyBy(word -> word.equals("nokey") ? null : word)
                    .step(COUNT.dense(dense))
                    .to(Sink.named("counts", Codec.lines()).into(out)));
    assertThat(run(pipeline).kind()).isEqualTo(Outcome.Kind.ENDED);
    assertThat(out.texts()).containsExactly("a => 1");
    List<String> lines = Files.readAllLines(data.resolve("letters/dead-letters.jsonl"));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .contains("\"reason\":\"decode\"", "\"raw\":\"eP8=\"", "\"at\":\"words\"");
    assertThat(lines.get(1))
        .contains("\"reason\":\"key\"", "the key is null", "\"text\":\"nokey\"");
  }

  @Test
  void deadLettersMayGoToASinkOfThePipeline() {
    MemorySink letters = MemorySink.create();
    Sink<DeadLetter> graveyard =
        Sink.named("graveyard", Codec.json(DeadLetter.class)).into(letters);
    in.send("a", "b");
    in.end();
    Pipeline pipeline =
        TestNodes.named(
            "graves",
            flow -> {
              flow.onError(deadLetter(graveyard));
              flow.from(Source.named("words", Codec.lines()).from(in))
                  .filter(word -> word.length() / (word.equals("b") ? 0 : 1) > 0)
                  .to(Sink.named("out", Codec.lines()).into(out));
            });
    assertThat(run(pipeline).kind()).isEqualTo(Outcome.Kind.ENDED);
    assertThat(out.texts()).containsExactly("a");
    assertThat(letters.texts())
        .singleElement()
        .asString()
        .contains("ArithmeticException", "operator");
  }

  @Test
  void aSlowSinkStopsTheSourceAndNothingIsLost() {
    out.block();
    int records = 300_000;
    for (int i = 0; i < records; i++) {
      in.send("k" + i % 100);
    }
    in.end();
    Pipeline pipeline = counting(COUNT);
    try (PipelineService service =
        TestNodes.start(pipeline, data, Map.of("potoroo.window", 10_000, "potoroo.batch", 500))) {
      await().until(() -> service.status().toCompletableFuture().join().inFlight() >= 10_000);
      PipelineStatus stalled = service.status().toCompletableFuture().join();
      assertThat(stalled.inFlight()).isLessThan(12_000);
      assertThat(stalled.sources().get(0).records()).isLessThan(13_000);
      out.unblock();
      assertThat(service.outcome().toCompletableFuture().join().kind())
          .isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.size()).isEqualTo(records);
  }

  @Test
  void stopsOnRequestAfterProcessingWhatWasRead() {
    try (PipelineService service = start(counting(COUNT))) {
      in.send("a", "b");
      await().until(() -> out.size() == 2);
      assertThat(service.stop().toCompletableFuture().join().kind())
          .isEqualTo(Outcome.Kind.STOPPED);
      assertThat(out.openWriters()).isZero();
    }
  }

  @Test
  void startFailsWithOneClearLineAndLeavesNothingRunning() {
    assertThatThrownBy(() -> TestNodes.start(counting(COUNT), data, Map.of("potoroo.windw", 5)))
        .isInstanceOf(PotorooException.class)
        .hasMessageContaining("POTOROO-2001")
        .hasMessageContaining("potoroo.window");
    try (PipelineService service = start(counting(COUNT))) {
      String port = service.address().substring(service.address().indexOf(':') + 1);
      assertThatThrownBy(
              () ->
                  TestNodes.start(
                      counting(COUNT), data.resolve("other"), Map.of("potoroo.cluster.port", port)))
          .isInstanceOf(PotorooException.class)
          .hasMessageContaining("POTOROO-3001")
          .hasMessageContaining(port);
    }
  }

  @Test
  void aSourceThatCannotBeOpenedLeavesNoOtherOneOpen() {
    NodeSource opens = new NodeSource(List.of("a"), () -> false);
    Pipeline pipeline =
        TestNodes.named(
            "half-open",
            flow -> {
              flow.from(Source.named("opens", Codec.lines()).from(opens))
                  .to(Sink.named("a", Codec.lines()).into(out));
              flow.from(Source.named("fails", Codec.lines()).from(new Unopenable()))
                  .to(Sink.named("b", Codec.lines()).into(out));
            });
    assertThatThrownBy(() -> start(pipeline))
        .isInstanceOf(PotorooException.class)
        .hasMessageContaining("POTOROO-3003")
        .hasMessageContaining("no such place");
    assertThat(opens.openedReaders()).isEqualTo(1);
    assertThat(opens.openReaders()).isZero();
    assertThat(out.openWriters()).isZero();
  }

  @Test
  void aNodeWhoseSystemEndsUnderItSaysSo() {
    NodeSource source = new NodeSource(List.of("a"), () -> false);
    PipelineService service = start(counting(source));
    await().until(() -> out.size() == 1);
    service.system().terminate();
    Outcome outcome = service.outcome().toCompletableFuture().join();
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
    assertThat(outcome.failure().orElseThrow()).hasMessageContaining("POTOROO-3006");
    assertThat(source.openReaders()).isZero();
    service.close();
  }

  private record Unopenable() implements SourceConnector {
    @Override
    public String describe() {
      return "nothing";
    }

    @Override
    public Scope scope() {
      return Scope.NODE;
    }

    @Override
    public boolean replayable() {
      return false;
    }

    @Override
    public SourceReader open(SourceContext context) throws IOException {
      throw new IOException("no such place");
    }
  }
}
