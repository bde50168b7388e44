package dev.potoroo.internal.runtime;

import static dev.potoroo.ErrorPolicy.quarantineKey;
import static dev.potoroo.ErrorPolicy.retry;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.AuditEntry;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that cannot be handled, on a real node: what is held, and what becomes of it. */
@Timeout(180)
@ParameterizedClass(name = "dense = {0}")
@ValueSource(booleans = {false, true})
class QuarantineTest {
  @Parameter boolean dense;
  @TempDir Path data;

  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();

  /** Records are {@code KEY NUMBER}; the state is all numbers of the key in order, as a hash. */
  private static Step<String, Long, String> summing(ErrorPolicy policy) {
    return Step.named("sum")
        .in(String.class)
        .state(Long.class, () -> 0L)
        .out(String.class)
        .on(
            String.class,
            (sum, line, ctx) -> {
              long next = 31 * sum + number(line);
              return ctx.become(next).emit(ctx.key() + " " + next);
            })
        .onError(policy);
  }

  /** The same, in place, and half done when it throws. */
  private static Step<String, Sum, String> summingInPlace() {
    return Step.named("sum")
        .in(String.class)
        .mutableState(Sum.class, Sum::new)
        .out(String.class)
        .on(
            String.class,
            (sum, line, ctx) -> {
              sum.value *= 31;
              sum.value += number(line);
              return ctx.keep().emit(ctx.key() + " " + sum.value);
            });
  }

  /** A state that handlers change. */
  static final class Sum {
    public long value;
  }

  private static String keyOf(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private static int number(String line) {
    return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
  }

  private Pipeline pipeline(Step<String, ?, String> step) {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        flow.from(Source.named("lines", Codec.lines()).from(in))
            .keyBy(QuarantineTest::keyOf)
            .step(step.dense(dense))
            .to(Sink.named("out", Codec.lines()).into(out));
      }

      @Override
      public String name() {
        return "summing";
      }
    };
  }

  private PipelineService start(Pipeline pipeline, Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.data-dir", data.toString());
    all.put("potoroo.ask-timeout", "30s");
    all.putIfAbsent("potoroo.rounds.interval", "20ms");
    all.putIfAbsent("potoroo.rounds.max-rollbacks", 1000);
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    Config config =
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve();
    return PipelineService.start(pipeline, config);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static Repair repair(String key, Repair.Action action, Long expected, Object value) {
    return new Repair(
        "sum",
        key,
        action,
        "a test",
        expected,
        value instanceof Integer number
            ? IntNode.valueOf(number)
            : value == null ? null : TextNode.valueOf((String) value));
  }

  /** As somebody does who is told to ask again. */
  private static RepairResult order(PipelineService service, Repair repair) {
    RepairResult result;
    do {
      result = get(service.repairs().order(repair));
    } while (result.outcome() == RepairResult.Outcome.UNDONE);
    return result;
  }

  private static RepairResult release(PipelineService service, String key) {
    return order(service, repair(key, Repair.Action.RELEASE, null, null));
  }

  private static Optional<QuarantineStatus> quarantined(PipelineService service, String key) {
    return get(service.repairs().quarantined("sum", key, 3));
  }

  private static List<String> quarantined(PipelineService service) {
    List<String> keys = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      EntityPage page = get(service.repairs().quarantined("sum", "", 7, cursor));
      page.items().forEach(item -> keys.add(item.key()));
      cursor = Optional.ofNullable(page.nextCursor());
    } while (cursor.isPresent());
    return keys;
  }

  @SuppressWarnings("unchecked")
  private static void rollBack(PipelineService service) {
    long generation = get(service.rounds()).generation();
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
    await().until(() -> get(service.rounds()).generation() > generation);
  }

  /** What a run puts out in which every record can be handled, by key. */
  private static Map<String, List<String>> expected(List<String> lines) {
    Map<String, Long> sums = new HashMap<>();
    Map<String, List<String>> outputs = new TreeMap<>();
    for (String line : lines) {
      String key = keyOf(line);
      long sum = sums.merge(key, (long) number(line), (a, b) -> 31 * a + b);
      outputs.computeIfAbsent(key, i -> new ArrayList<>()).add(key + " " + sum);
    }
    return outputs;
  }

  private Map<String, List<String>> outputs() {
    Map<String, List<String>> outputs = new TreeMap<>();
    out.texts().forEach(t -> outputs.computeIfAbsent(keyOf(t), i -> new ArrayList<>()).add(t));
    return outputs;
  }

  /** Every so many records one that cannot be handled. */
  private static List<String> lines(long seed, int count, int keys, int poisonEvery) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String line = "k" + random.nextInt(keys) + " " + random.nextInt(1000);
      lines.add(random.nextInt(poisonEvery) == 0 ? line.replace(" ", " x") : line);
    }
    return lines;
  }

  private static List<String> mended(List<String> lines) {
    return lines.stream().map(line -> line.replace(" x", " ")).toList();
  }

  /** Replaces what cannot be handled by what was meant, until nothing is parked. */
  private void mendAll(PipelineService service) {
    await()
        .atMost(ofMinutes(1))
        .until(
            () -> {
              List<String> keys = quarantined(service);
              keys.stream().map(key -> mending(service, key)).toList().forEach(QuarantineTest::get);
              return keys.isEmpty();
            });
  }

  private static void mend(PipelineService service, String key) {
    RepairResult result;
    do {
      result = get(mending(service, key));
    } while (result.outcome() == RepairResult.Outcome.UNDONE);
    assertThat(result.outcome()).isEqualTo(RepairResult.Outcome.DONE);
  }

  private static CompletionStage<RepairResult> mending(PipelineService service, String key) {
    QuarantineStatus parked = quarantined(service, key).orElseThrow();
    String good = parked.records().get(0).asText().replace(" x", " ");
    return service
        .repairs()
        .order(repair(key, Repair.Action.REPLACE, parked.head(), good))
        .thenCompose(
            replaced ->
                replaced.outcome() == RepairResult.Outcome.DONE
                    ? service.repairs().order(repair(key, Repair.Action.RELEASE, null, null))
                    : CompletableFuture.completedStage(replaced));
  }

  @Test
  void parksExactlyTheKeysOfPoisonOverRollbacksAndRestarts() {
    parksExactly(lines(1, 30_000, 300, 300), summing(quarantineKey()));
  }

  @Test
  void parksExactlyTheKeysOfPoisonWithStatesThatChangeInPlace() {
    parksExactly(lines(2, 30_000, 300, 300), summingInPlace());
  }

  @Test
  void parksExactlyTheKeysOfPoisonWithMoreObjectsThanMemory() {
    parksExactly(
        lines(3, 30_000, 5000, 100),
        summing(quarantineKey()),
        Map.of("potoroo.max-live-objects", 1000, "potoroo.window", 500, "potoroo.batch", 100));
  }

  private void parksExactly(List<String> lines, Step<String, ?, String> step) {
    parksExactly(lines, step, Map.of());
  }

  private void parksExactly(
      List<String> lines, Step<String, ?, String> step, Map<String, Object> settings) {
    int part = lines.size() / 6;
    for (int i = 0; i < 6; i++) {
      List<String> some = lines.subList(i * part, (i + 1) * part);
      try (PipelineService service = start(pipeline(step), with(settings, i))) {
        some.subList(0, part / 2).forEach(in::send);
        rollBack(service);
        some.subList(part / 2, part).forEach(in::send);
        rollBack(service);
        if (i == 2) {
          TreeSet<String> half = new TreeSet<>(quarantined(service));
          half.headSet("k2").forEach(key -> mend(service, key));
        }
        if (i % 2 == 1) {
          // Not to its end in order: what was not committed happens again.
          service.system().terminate();
          assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.FAILED);
        }
      }
    }
    TreeSet<String> poisoned = new TreeSet<>();
    lines.stream().filter(line -> line.contains(" x")).forEach(l -> poisoned.add(keyOf(l)));
    // What is released may come to the next record of its key that cannot be handled.
    while (mendsAll(step, settings, poisoned) > 0) {
      assertThat(poisoned).isNotEmpty();
    }
    assertThat(outputs()).isEqualTo(expected(mended(lines)));
  }

  /** Runs to the end; how many keys are parked then. */
  private long mendsAll(
      Step<String, ?, String> step, Map<String, Object> settings, TreeSet<String> poisoned) {
    try (PipelineService service = start(pipeline(step), settings)) {
      await().until(() -> get(service.status()).inFlight() == 0);
      assertThat(poisoned).containsAll(quarantined(service));
      mendAll(service);
      rollBack(service);
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
      return get(service.status()).steps().get(0).quarantined();
    }
  }

  private static Map<String, Object> with(Map<String, Object> settings, int part) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.shards", 16 + part);
    return all;
  }

  @Test
  void showsWhatIsHeldAndTakesOrders() {
    try (PipelineService service = start(pipeline(summing(quarantineKey())), Map.of())) {
      in.send("a 1", "a x2", "a 3", "b 1", "a 4", "a 5", "a 6");
      await().until(() -> quarantined(service, "a").filter(a -> a.held() == 5).isPresent());
      assertThat(quarantined(service)).containsExactly("a");
      assertThat(get(service.status()).steps().get(0).quarantined()).isOne();
      QuarantineStatus parked = quarantined(service, "a").orElseThrow();
      assertThat(parked.error()).contains("x2");
      assertThat(parked.errorType()).isEqualTo(NumberFormatException.class.getName());
      assertThat(parked.reason()).isEqualTo("handler");
      assertThat(parked.records())
          .map(record -> record.asText())
          .containsExactly("a x2", "a 3", "a 4");
      assertThat(quarantined(service, "b")).isEmpty();

      RepairResult wrong = order(service, repair("a", Repair.Action.SKIP, 7L, null));
      assertThat(wrong.outcome()).isEqualTo(RepairResult.Outcome.CHANGED);
      assertThat(wrong.message()).contains("[0]", "[7]");
      RepairResult skipped = order(service, repair("a", Repair.Action.SKIP, 0L, null));
      assertThat(skipped.outcome()).isEqualTo(RepairResult.Outcome.DONE);
      assertThat(skipped.held()).isEqualTo(4);
      assertThat(skipped.head()).isOne();
      assertThat(get(service.status()).steps().get(0).deadLetters()).isOne();
      assertThat(order(service, repair("a", Repair.Action.REPLACE, 1L, "a 30")).outcome())
          .isEqualTo(RepairResult.Outcome.DONE);
      rollBack(service);
      assertThat(quarantined(service, "a").orElseThrow().records().get(0).asText())
          .isEqualTo("a 30");
      assertThat(order(service, repair("a", Repair.Action.EDIT, 4L, 100)).outcome())
          .isEqualTo(RepairResult.Outcome.CHANGED);
      assertThat(order(service, repair("a", Repair.Action.EDIT, 1L, "nonsense")).outcome())
          .isEqualTo(RepairResult.Outcome.UNREADABLE);
      assertThat(order(service, repair("a", Repair.Action.EDIT, 1L, 100)).version()).isEqualTo(2);
      assertThat(release(service, "b").outcome()).isEqualTo(RepairResult.Outcome.NOT_QUARANTINED);
      assertThat(release(service, "a").outcome()).isEqualTo(RepairResult.Outcome.DONE);
      await().until(() -> quarantined(service, "a").isEmpty());
      in.send("a 7");
      in.end();
      get(service.outcome());
      assertThat(expected(List.of("a 100", "a 30", "a 4", "a 5", "a 6", "a 7")).get("a"))
          .endsWith(outputs().get("a").get(outputs().get("a").size() - 1));
      assertThat(get(service.repairs().audit(Optional.empty(), 50, Optional.empty())).items())
          .extracting(AuditEntry::action)
          .containsExactly("SKIP", "REPLACE", "EDIT", "RELEASE");
    }
  }

  @Test
  void aRecordThatWaitsToBeTriedAgainHoldsUpNeitherRoundNorOtherKeys() {
    AtomicBoolean away = new AtomicBoolean(true);
    AtomicInteger tries = new AtomicInteger();
    Step<String, Long, String> step =
        Step.named("sum")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(
                String.class,
                (sum, line, ctx) -> {
                  if (ctx.key().equals("a") && away.get()) {
                    tries.incrementAndGet();
                    throw new IllegalStateException("away");
                  }
                  long next = 31 * sum + number(line);
                  return ctx.become(next).emit(ctx.key() + " " + next);
                })
            .onError(retry(1000, ofMillis(5)).thenStop());
    List<String> lines = new ArrayList<>();
    try (PipelineService service =
        start(pipeline(step), Map.of("potoroo.window", 100, "potoroo.batch", 50))) {
      for (int i = 0; i < 5000; i++) {
        lines.add((i % 2 == 0 ? "a " : "b ") + i);
      }
      lines.forEach(in::send);
      await().until(() -> out.size() == 2500);
      long round = get(service.rounds()).committedRound();
      lines.add("b 1");
      in.send("b 1");
      await().until(() -> get(service.rounds()).committedRound() > round);
      rollBack(service);
      int before = tries.get();
      await().until(() -> tries.get() > before);
    }
    try (PipelineService service = start(pipeline(step), Map.of())) {
      int before = tries.get();
      await().until(() -> tries.get() > before);
      in.end();
      away.set(false);
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(outputs()).isEqualTo(expected(lines));
  }

  @Test
  void heldRecordsMayBeMoreThanMemory() {
    List<String> lines = new ArrayList<>();
    lines.add("a x0");
    for (int i = 0; i < 100_000; i++) {
      lines.add("a " + i % 1000);
    }
    Map<String, Object> small = Map.of("potoroo.held-memory", "128 KiB", "potoroo.lanes", 1);
    try (PipelineService service = start(pipeline(summing(quarantineKey())), small)) {
      lines.forEach(in::send);
      await()
          .atMost(ofMinutes(1))
          .until(() -> quarantined(service, "a").filter(a -> a.held() == 100_001).isPresent());
    }
    try (PipelineService service = start(pipeline(summing(quarantineKey())), small)) {
      assertThat(quarantined(service, "a").orElseThrow().held()).isEqualTo(100_001);
      mend(service, "a");
      rollBack(service);
      in.send("a 5");
      lines.add("a 5");
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(outputs()).isEqualTo(expected(mended(lines)));
  }

  @Test
  void soManyKeysMayBeParkedThatEvenTheirFirstRecordsAreMoreThanMemory() {
    int keys = 3000;
    Map<String, Object> small = Map.of("potoroo.held-memory", "64 KiB", "potoroo.lanes", 1);
    try (PipelineService service = start(pipeline(summing(quarantineKey())), small)) {
      String digits = "0".repeat(200);
      for (int i = 0; i < keys; i++) {
        in.send("k" + i + " x" + digits + i);
      }
      await().until(() -> get(service.status()).steps().get(0).quarantined() == keys);
      in.send("good 7");
      await().until(() -> out.size() == 1);
      assertThat(quarantined(service, "k17").orElseThrow().records().get(0).asText())
          .isEqualTo("k17 x" + digits + 17);
      in.send("k17 1");
      await().until(() -> quarantined(service, "k17").filter(k -> k.held() == 2).isPresent());
      mend(service, "k17");
      await().until(() -> out.size() == 3);
    }
  }

  @Test
  void aStateThatCannotBeDecodedParksItsKeyAndIsNotOverwritten() {
    try (PipelineService service = start(pipeline(summing(quarantineKey())), Map.of())) {
      in.send("a 1", "b 2");
      await().until(() -> out.size() == 2);
    }
    Step<String, String, String> picky =
        Step.named("sum")
            .in(String.class)
            .state(
                Codec.of(
                        bytes -> {
                          String text = new String(bytes);
                          if (text.equals("1")) {
                            throw new IllegalArgumentException("not with me");
                          }
                          return text;
                        },
                        String::getBytes)
                    .asText(),
                () -> "0")
            .out(String.class)
            .on(
                String.class,
                (sum, line, ctx) -> {
                  long next = 31 * Long.parseLong(sum) + number(line);
                  return ctx.become("" + next).emit(ctx.key() + " " + next);
                });
    try (PipelineService service = start(pipeline(picky), Map.of())) {
      in.send("a 3", "b 4", "a 5");
      await().until(() -> quarantined(service, "a").filter(a -> a.held() == 2).isPresent());
      assertThat(quarantined(service, "a").orElseThrow().reason()).isEqualTo("state");
      await().until(() -> out.size() == 3);
      rollBack(service);
      assertThat(release(service, "a").outcome()).isEqualTo(RepairResult.Outcome.DONE);
      await().until(() -> quarantined(service).equals(List.of("a")));
      in.send("b 6");
      await().until(() -> out.size() == 4);
    }
    try (PipelineService service = start(pipeline(summing(quarantineKey())), Map.of())) {
      assertThat(release(service, "a").outcome()).isEqualTo(RepairResult.Outcome.DONE);
      in.end();
      get(service.outcome());
    }
    assertThat(outputs()).isEqualTo(expected(List.of("a 1", "b 2", "a 3", "b 4", "b 6", "a 5")));
  }

  @Test
  void aStackThatOverflowsParksTheKey() {
    Step<String, Long, String> deep =
        Step.named("sum")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(String.class, (sum, line, ctx) -> ctx.become(depth(number(line))));
    try (PipelineService service = start(pipeline(deep), Map.of())) {
      in.send("a 1", "b 1000000000", "a 2");
      await().until(() -> quarantined(service).equals(List.of("b")));
      EntityStatus a = get(service.entity("sum", "a")).orElseThrow();
      assertThat(a.state().asLong()).isEqualTo(2);
    }
  }

  @Test
  void afterRunningOutOfMemoryTheNodeEnds() {
    Step<String, Long, String> greedy =
        Step.named("sum")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(
                String.class,
                (sum, line, ctx) -> {
                  throw new OutOfMemoryError("as if");
                });
    try (PipelineService service = start(pipeline(greedy), Map.of())) {
      in.send("a 1");
      assertThat(get(service.outcome()).failure().orElseThrow())
          .hasMessageContaining("POTOROO-3017")
          .hasMessageContaining("-Xmx");
    }
  }

  private static long depth(int left) {
    return left == 0 ? 0 : 1 + depth(left - 1);
  }

  @Test
  void withoutAStoreNoMoreIsHeldThanMemoryTakesAndTheRestIsKeptAsDeadLetters() throws Exception {
    Map<String, Object> memory =
        Map.of("potoroo.store.type", "memory", "potoroo.held-memory", "64 KiB", "potoroo.lanes", 1);
    try (PipelineService service = start(pipeline(summing(quarantineKey())), memory)) {
      in.send("a x1", "b 1");
      for (int i = 0; i < 5000; i++) {
        in.send("a 1");
      }
      await().until(() -> get(service.status()).steps().get(0).deadLetters() > 0);
      await().until(() -> get(service.status()).inFlight() == 0);
      long held = quarantined(service, "a").orElseThrow().held();
      long letters = get(service.status()).steps().get(0).deadLetters();
      assertThat(held + letters).isEqualTo(5001);
      mend(service, "a");
      await().until(() -> out.size() == held + 1);
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
      assertThat(Files.readAllLines(data.resolve("summing/dead-letters.jsonl")))
          .hasSize((int) letters)
          .allMatch(line -> line.contains("\"held\""));
    }
  }
}
