package dev.potoroo.internal.runtime;

import static dev.potoroo.ErrorPolicy.deadLetter;
import static dev.potoroo.ErrorPolicy.retry;
import static dev.potoroo.ErrorPolicy.skip;
import static dev.potoroo.ErrorPolicy.stop;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.DeadLetter;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.PipelineStatus.SinkStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records that a sink cannot encode, on a real node. */
@Timeout(180)
class SinkErrorsTest {
  private static final int WINDOW = 100;

  @TempDir Path data;

  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();
  private final AtomicBoolean away = new AtomicBoolean(true);
  private final AtomicInteger attempts = new AtomicInteger();

  /** What the registry of a codec says while it is away. */
  private static final class AwayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AwayException() {
      super("the registry does not answer");
    }
  }

  /** Lines, of which those with [away] need what is away, and those with [bad] never can be. */
  private final Codec<String> codec =
      Codec.of(
          bytes -> new String(bytes, StandardCharsets.UTF_8),
          line -> {
            if (line.contains("away") && away.get()) {
              attempts.incrementAndGet();
              throw new AwayException();
            }
            if (line.contains("bad")) {
              throw new IllegalArgumentException("no such [" + line + "]");
            }
            return line.getBytes(StandardCharsets.UTF_8);
          });

  private Pipeline pipeline(ErrorPolicy policy) {
    return pipeline(flow -> {}, Sink.named("out", codec).into(out).onError(policy));
  }

  private Pipeline pipeline(Consumer<Flow> more, Sink<String> sink) {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        more.accept(flow);
        flow.from(Source.named("lines", Codec.lines()).from(in)).to(sink);
      }

      @Override
      public String name() {
        return "lines";
      }
    };
  }

  private PipelineService start(Pipeline pipeline) {
    Map<String, Object> all =
        Map.of(
            "potoroo.data-dir",
            data.toString(),
            "potoroo.rounds.interval",
            "20ms",
            "potoroo.drain-timeout",
            "1s",
            "potoroo.window",
            WINDOW,
            "pekko.cluster.jmx.multi-mbeans-in-same-jvm",
            true);
    return PipelineService.start(
        pipeline,
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve());
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static SinkStatus status(PipelineService service, String sink) {
    return get(service.status()).sinks().stream()
        .filter(one -> one.name().equals(sink))
        .findFirst()
        .orElseThrow();
  }

  private String deadLetters() throws IOException {
    Path file = data.resolve("lines").resolve("dead-letters.jsonl");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static List<String> lines(int count, int away) {
    return IntStream.range(0, count).mapToObj(i -> i == away ? i + " away" : "" + i).toList();
  }

  @Test
  void waitsInOrderUntilARecordCanBeEncoded() throws IOException {
    List<String> lines = lines(5 * WINDOW, 10);
    in.send(lines.toArray(String[]::new));
    in.end();
    try (PipelineService service = start(pipeline(retry(1000, ofMillis(1)).thenStop()))) {
      await().atMost(ofSeconds(30)).until(() -> attempts.get() > 5);
      await()
          .atMost(ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(get(service.status()).nodes().get(0).waitingFor())
                      .contains("sink [out]")
                      .anySatisfy(
                          what ->
                              assertThat(what)
                                  .startsWith("sink [out]: a record cannot be encoded, retry [")
                                  .endsWith(
                                      "] of [1000] follows: AwayException: the registry does not"
                                          + " answer")));
      PipelineStatus held = get(service.status());
      assertThat(held.inFlight()).isPositive();
      assertThat(held.sources().get(0).ended()).isFalse();
      long committed = get(service.rounds()).committedRound();
      int before = attempts.get();
      await().atMost(ofSeconds(30)).until(() -> attempts.get() > before);
      assertThat(get(service.rounds()).committedRound()).isEqualTo(committed);
      assertThat(out.size()).isLessThanOrEqualTo(10);
      away.set(false);
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).containsExactlyElementsOf(lines);
    assertThat(deadLetters()).isEmpty();
  }

  /** What is waited for belongs to the flow that is undone: it comes again. */
  @Test
  void goesBackWhileItWaits() throws IOException {
    List<String> lines = lines(50, 10);
    in.send(lines.toArray(String[]::new));
    in.end();
    try (PipelineService service = start(pipeline(retry(1000, ofMinutes(1)).thenStop()))) {
      await().atMost(ofSeconds(30)).until(() -> attempts.get() > 0);
      int before = attempts.get();
      rollBack(service);
      await().atMost(ofSeconds(30)).until(() -> attempts.get() > before);
      away.set(false);
      rollBack(service);
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).containsExactlyElementsOf(lines);
    assertThat(deadLetters()).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static void rollBack(PipelineService service) {
    long generation = get(service.rounds()).generation();
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
  }

  @Test
  void stopsWithoutLosingTheRecord() {
    List<String> lines = lines(50, 10);
    in.send(lines.toArray(String[]::new));
    in.end();
    Pipeline pipeline = pipeline(deadLetter().on(AwayException.class, stop()));
    try (PipelineService service = start(pipeline)) {
      Outcome outcome = get(service.outcome());
      assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
      assertThat(outcome.failure().orElseThrow())
          .hasMessageStartingWith("POTOROO-3005")
          .hasMessageContaining("[out] of pipeline [lines] could not process a record")
          .hasMessageContaining("the registry does not answer");
    }
    away.set(false);
    try (PipelineService service = start(pipeline)) {
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).containsExactlyElementsOf(lines);
  }

  @Test
  void skipsAndCounts() throws IOException {
    in.send("a", "bad", "b");
    try (PipelineService service = start(pipeline(skip()))) {
      await().atMost(ofSeconds(30)).until(() -> out.size() == 2);
      assertThat(status(service, "out").skipped()).isEqualTo(1);
      assertThat(status(service, "out").deadLetters()).isZero();
      in.end();
      get(service.outcome());
    }
    assertThat(out.texts()).containsExactly("a", "b");
    assertThat(deadLetters()).isEmpty();
  }

  /** After the retries, and by default. */
  @Test
  void putsItToTheDeadLettersOfTheNode() throws IOException {
    in.send("a", "bad", "b");
    try (PipelineService service = start(pipeline(retry(3, ofMillis(1)).thenDeadLetter()))) {
      await().atMost(ofSeconds(30)).until(() -> out.size() == 2);
      assertThat(status(service, "out").retries()).isEqualTo(3);
      assertThat(status(service, "out").deadLetters()).isEqualTo(1);
    }
    assertThat(deadLetters()).contains("\"reason\":\"encode\"").contains("no such [bad]");
  }

  @Test
  void putsItToASinkOfThePipeline() throws IOException {
    MemorySink letters = MemorySink.create();
    Sink<DeadLetter> sink = Sink.named("letters", Codec.json(DeadLetter.class)).into(letters);
    in.send("a", "bad 1", "b", "bad 2");
    in.end();
    try (PipelineService service = start(pipeline(deadLetter(sink)))) {
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).containsExactly("a", "b");
    assertThat(letters.texts())
        .hasSize(2)
        .allSatisfy(text -> assertThat(text).contains("\"at\":\"out\""))
        .satisfiesExactly(
            one -> assertThat(one).contains("no such [bad 1]"),
            two -> assertThat(two).contains("no such [bad 2]"));
    assertThat(deadLetters()).isEmpty();
  }

  /** The pipeline's policy is in force for its sinks too, that for dead letters among them. */
  @Test
  void keepsADeadLetterThatNoSinkTakes() throws IOException {
    Codec<DeadLetter> none =
        Codec.of(
            bytes -> {
              throw new UncheckedIOException(new IOException("not read"));
            },
            letter -> {
              throw new IllegalStateException("no room");
            });
    Sink<DeadLetter> sink = Sink.named("letters", none).into(MemorySink.create());
    in.send("a", "bad", "b");
    in.end();
    Pipeline pipeline =
        pipeline(flow -> flow.onError(deadLetter(sink)), Sink.named("out", codec).into(out));
    try (PipelineService service = start(pipeline)) {
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).containsExactly("a", "b");
    assertThat(deadLetters().lines())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("\"at\":\"letters\"").contains("no room"));
  }

  /** Nobody waits a minute for what is given up. */
  @Test
  void endsWhileItWaits() {
    in.send("a", "away");
    try (PipelineService service = start(pipeline(retry(1000, ofMinutes(1)).thenStop()))) {
      await().atMost(ofSeconds(30)).until(() -> attempts.get() > 0);
      assertThat(get(service.stop()).kind()).isEqualTo(Outcome.Kind.FAILED);
    }
    await()
        .atMost(ofSeconds(30))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().contains("sink-out")));
    assertThat(out.texts()).isEmpty();
  }
}
