package dev.potoroo.internal.runtime;

import static dev.potoroo.ErrorPolicy.deadLetter;
import static dev.potoroo.ErrorPolicy.quarantineKey;
import static dev.potoroo.ErrorPolicy.retry;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Async;
import dev.potoroo.CallId;
import dev.potoroo.Codec;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.NodeMetrics.CallMetrics;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to the outside, on a real node: what is called, what waits, and what comes of it. */
@Timeout(120)
@ParameterizedClass(name = "dense = {0}")
@ValueSource(booleans = {false, true})
class CallsTest {
  @Parameter boolean dense;
  @TempDir Path data;

  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();

  /** What is called: notes each call, and answers when it is to. */
  private final Map<CallId, List<String>> called = new ConcurrentHashMap<>();

  /** Calls that wait for their answers, by record: one that is made again has several. */
  private final Map<String, List<CompletableFuture<String>>> open = new ConcurrentHashMap<>();

  /** Records whose calls are answered, whenever they are made. */
  private final Set<String> answers = ConcurrentHashMap.newKeySet();

  private CompletionStage<String> call(String line, CallId id) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    note(line, id);
    open.computeIfAbsent(line, i -> new CopyOnWriteArrayList<>()).add(answer);
    if (answers.contains(line)) {
      answer.complete(line + "!");
    }
    return answer;
  }

  private void note(String line, CallId id) {
    called.computeIfAbsent(id, i -> new CopyOnWriteArrayList<>()).add(line);
  }

  private String atOnce(String line, CallId id) {
    note(line, id);
    return line + "!";
  }

  private static String keyOf(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private Pipeline pipeline(Async<String, String> calls) {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        flow.from(Source.named("lines", Codec.lines()).from(in))
            .keyBy(CallsTest::keyOf)
            .async("call", calls)
            .to(Sink.named("out", Codec.lines()).into(out));
      }

      @Override
      public String name() {
        return "calling";
      }
    };
  }

  private PipelineService start(Async<String, String> calls, Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.data-dir", data.toString());
    all.put("potoroo.ask-timeout", "30s");
    all.put("potoroo.rounds.interval", "20ms");
    all.put("potoroo.rounds.max-rollbacks", 1000);
    all.put("potoroo.steps.call.granularity", dense ? "dense" : "object");
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    Config config =
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve();
    return PipelineService.start(pipeline(calls), config);
  }

  private Async<String, String> waiting(ErrorPolicy policy) {
    return Async.of(String.class, String.class, this::call).onError(policy);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static CallMetrics metrics(PipelineService service) {
    return service.metrics().steps().get(0).calls().orElseThrow();
  }

  private void answer(String line) {
    answers.add(line);
    await().until(() -> open.containsKey(line));
    open.get(line).forEach(call -> call.complete(line + "!"));
  }

  @SuppressWarnings("unchecked")
  private static void rollBack(PipelineService service) {
    long generation = get(service.rounds()).generation();
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
    await().until(() -> get(service.rounds()).generation() > generation);
  }

  @Test
  void aCallThatWaitsHoldsUpNeitherRoundsNorOtherKeys() {
    try (PipelineService service = start(waiting(quarantineKey()), Map.of())) {
      in.send("a 1", "a 2", "b 1");
      answer("b 1");
      await().until(() -> out.texts().equals(List.of("b 1!")));
      await()
          .untilAsserted(
              () -> {
                CallMetrics metrics = metrics(service);
                assertThat(metrics).isEqualTo(new CallMetrics(1, 2, 1, 0, 0));
              });
      EntityStatus a = get(service.entity("call", "a")).orElseThrow();
      assertThat(a.held()).isEqualTo(2);
      assertThat(a.state().get("calls").asLong()).isZero();
      assertThat(open).doesNotContainKey("a 2");
      answer("a 1");
      in.end();
      answer("a 2");
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).containsExactly("b 1!", "a 1!", "a 2!");
    assertThat(called)
        .isEqualTo(
            Map.of(
                new CallId("call", "a", 0), List.of("a 1"),
                new CallId("call", "a", 1), List.of("a 2"),
                new CallId("call", "b", 0), List.of("b 1")));
  }

  @Test
  void pendingCallsAreMadeAgainAfterARollbackAndARestart() {
    try (PipelineService service = start(waiting(quarantineKey()), Map.of())) {
      answers.add("z 0");
      in.send("a 1", "a 2", "z 0");
      // It was read last, and is seen when it is committed.
      await().until(() -> out.texts().equals(List.of("z 0!")));
      await().until(() -> open.containsKey("a 1"));
      CompletableFuture<String> early = open.get("a 1").get(0);
      rollBack(service);
      await().until(() -> open.get("a 1").size() > 1);
      early.complete("of an older generation");
      assertThat(metrics(service).pending()).isEqualTo(2);
      service.system().terminate();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.FAILED);
    }
    int before = called.get(new CallId("call", "a", 0)).size();
    in.end();
    try (PipelineService service = start(waiting(quarantineKey()), Map.of())) {
      answer("a 1");
      answer("a 2");
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).containsExactly("z 0!", "a 1!", "a 2!");
    assertThat(called.get(new CallId("call", "a", 0)))
        .hasSizeGreaterThan(before)
        .containsOnly("a 1");
  }

  @Test
  void afterARollbackNoMoreCallsAreUnderWayThanBefore() {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Async<String, String> calls =
        Async.of(
            String.class,
            String.class,
            (line, id) -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              return call(line, id).whenComplete((answer, error) -> underWay.decrementAndGet());
            });
    List<String> lines = IntStream.range(0, 40).mapToObj(i -> "k" + i + " " + i).toList();
    lines.forEach(in::send);
    in.end();
    try (PipelineService service = start(calls, Map.of("potoroo.steps.call.parallel", 3))) {
      for (int i = 0; i < 3; i++) {
        await()
            .untilAsserted(
                () -> {
                  assertThat(metrics(service).pending()).isEqualTo(40);
                  assertThat(metrics(service).inFlight()).isEqualTo(3);
                });
        rollBack(service);
      }
      answers.addAll(lines);
      open.forEach((line, waiting) -> waiting.forEach(call -> call.complete(line + "!")));
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).hasSize(40).doesNotHaveDuplicates();
    assertThat(most).hasValue(3);
  }

  @Test
  void eachRecordHasOneAnswerInOrderOverRollbacks() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      lines.add("k" + i % 37 + " " + i);
    }
    Async<String, String> calls = Async.blocking(String.class, String.class, this::atOnce);
    try (PipelineService service =
        start(calls, Map.of("potoroo.steps.call.parallel", 4, "potoroo.async.pending", 50))) {
      for (int part = 0; part < 6; part++) {
        lines.subList(part * 1000, (part + 1) * 1000).forEach(in::send);
        rollBack(service);
      }
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
      assertThat(metrics(service).pending()).isZero();
    }
    Map<String, List<String>> expected = new TreeMap<>();
    lines.forEach(l -> expected.computeIfAbsent(keyOf(l), i -> new ArrayList<>()).add(l + "!"));
    Map<String, List<String>> outputs = new TreeMap<>();
    out.texts().forEach(t -> outputs.computeIfAbsent(keyOf(t), i -> new ArrayList<>()).add(t));
    assertThat(outputs).isEqualTo(expected);
    assertThat(called.keySet()).hasSize(6000);
    assertThat(called.values()).as("an id is of one record").allMatch(all -> one(all));
  }

  private static boolean one(List<String> all) {
    return all.stream().distinct().count() == 1;
  }

  @Test
  void sourcesWaitWhileTooManyRecordsWaitForCalls() {
    List<String> lines = IntStream.range(0, 200).mapToObj(i -> "k" + i + " " + i).toList();
    lines.forEach(in::send);
    in.end();
    try (PipelineService service =
        start(
            waiting(quarantineKey()),
            Map.of("potoroo.async.pending", 20, "potoroo.window", 10, "potoroo.batch", 5))) {
      await()
          .until(
              () ->
                  get(service.status()).nodes().get(0).waitingFor().stream()
                      .anyMatch(what -> what.contains("potoroo.async.pending")));
      await().until(() -> metrics(service).inFlight() == 16);
      // At most what was in flight when the limit was reached has come to it.
      assertThat(metrics(service).pending()).isBetween(20L, 40L);
      answers.addAll(lines);
      open.forEach((line, waiting) -> waiting.forEach(call -> call.complete(line + "!")));
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void withoutAStoreTheRunEndsWhenAllCallsHaveAnswered() {
    in.send("a 1", "a 2", "b 1");
    in.end();
    try (PipelineService service =
        start(waiting(quarantineKey()), Map.of("potoroo.store.type", "memory"))) {
      answer("a 1");
      answer("a 2");
      assertThat(service.outcome().toCompletableFuture()).isNotDone();
      answer("b 1");
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).hasSize(3).containsSubsequence("a 1!", "a 2!");
  }

  @Test
  void aCallThatFailsIsMadeAgainThenItsRecordIsGivenUp() {
    AtomicInteger calls = new AtomicInteger();
    Async<String, String> failing =
        Async.<String, String>of(
                String.class,
                String.class,
                (line, id) -> {
                  calls.incrementAndGet();
                  return line.equals("a 1")
                      ? CompletableFuture.failedFuture(new IllegalStateException("no"))
                      : CompletableFuture.completedFuture(line + " " + id);
                })
            .onError(retry(2, ofMillis(1)).thenDeadLetter());
    in.send("a 1", "a 2");
    in.end();
    try (PipelineService service = start(failing, Map.of())) {
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
      await()
          .untilAsserted(
              () -> assertThat(metrics(service)).isEqualTo(new CallMetrics(0, 0, 1, 3, 0)));
      assertThat(service.metrics().steps().get(0).deadLetters()).isEqualTo(1);
    }
    assertThat(out.texts())
        .as("the number of the first is used up")
        .containsExactly("a 2 call/a/1");
    assertThat(calls).hasValue(4);
  }

  @Test
  void aCallThatFailsQuarantinesItsKeyUntilItIsReleased() {
    try (PipelineService service = start(waiting(quarantineKey()), Map.of())) {
      in.send("a 1", "a 2");
      await().until(() -> open.containsKey("a 1"));
      open.get("a 1").get(0).completeExceptionally(new IllegalStateException("away"));
      await().until(() -> get(service.repairs().quarantined("call", "a", 3)).isPresent());
      assertThat(get(service.repairs().quarantined("call", "a", 3)).orElseThrow().error())
          .contains("away");
      assertThat(metrics(service).pending()).isZero();
      RepairResult.Outcome done;
      do {
        Repair release = new Repair("call", "a", Repair.Action.RELEASE, "a test", null, null);
        done = get(service.repairs().order(release)).outcome();
      } while (done == RepairResult.Outcome.UNDONE);
      assertThat(done).isEqualTo(RepairResult.Outcome.DONE);
      in.end();
      answer("a 1");
      answer("a 2");
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).containsExactly("a 1!", "a 2!");
  }

  @Test
  void aCallThatTakesTooLongFailsAndIsInterrupted() {
    CountDownLatch interrupted = new CountDownLatch(1);
    Async<String, String> slow =
        Async.<String, String>blocking(
                String.class,
                String.class,
                (line, id) -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                  return line;
                })
            .parallel(1)
            .onError(quarantineKey().on(TimeoutException.class, deadLetter()));
    in.send("a 1", "b 1");
    in.end();
    try (PipelineService service = start(slow, Map.of("potoroo.steps.call.timeout", "30ms"))) {
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
      assertThat(metrics(service).timedOut()).isEqualTo(2);
      assertThat(service.metrics().steps().get(0).deadLetters()).isEqualTo(2);
    }
    assertThat(interrupted.getCount()).isZero();
    assertThat(out.texts()).isEmpty();
  }
}
