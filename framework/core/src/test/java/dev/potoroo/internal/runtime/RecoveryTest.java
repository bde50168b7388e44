package dev.potoroo.internal.runtime;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.RoundsStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds on a real node: what a rollback, a stop or a lost actor system leaves. */
@Timeout(120)
@ParameterizedClass(name = "dense = {0}")
@ValueSource(booleans = {false, true})
class RecoveryTest {
  @Parameter boolean dense;
  @TempDir Path data;

  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();

  /** Counts words; "-word" removes the word's object. */
  private static final Step<String, Long, String> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(
              String.class,
              (n, word, ctx) ->
                  word.startsWith("-")
                      ? ctx.clear()
                      : ctx.become(n + 1).emit(word + " " + (n + 1)));

  private static String wordOf(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  /** Sums, in place, what has been counted of each word. */
  private static final Step<String, Sum, String> SUM =
      Step.named("sum")
          .in(String.class)
          .mutableState(Sum.class, Sum::new)
          .out(String.class)
          .on(
              String.class,
              (sum, counted, ctx) -> {
                sum.value += Long.parseLong(counted.substring(counted.indexOf(' ') + 1));
                return ctx.keep().emit(ctx.key() + " " + sum.value);
              });

  /** A state that handlers change. */
  static final class Sum {
    public long value;
  }

  private Pipeline pipeline() {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        flow.from(Source.named("words", Codec.lines()).from(in))
            .keyBy(word -> word.startsWith("-") ? word.substring(1) : word)
            .step(COUNT.dense(dense))
            .keyBy(RecoveryTest::wordOf)
            .step(SUM.dense(dense))
            .to(Sink.named("out", Codec.lines()).into(out));
      }

      @Override
      public String name() {
        return "recovering";
      }
    };
  }

  private PipelineService start(Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.data-dir", data.toString());
    all.putIfAbsent("potoroo.rounds.interval", "20ms");
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    Config config =
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve();
    return PipelineService.start(pipeline(), config);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** What a run without faults puts out, by word. */
  private static Map<String, List<String>> expected(List<String> words) {
    Map<String, Long> counts = new HashMap<>();
    Map<String, Long> sums = new HashMap<>();
    Map<String, List<String>> outputs = new TreeMap<>();
    for (String word : words) {
      if (word.startsWith("-")) {
        counts.remove(word.substring(1));
        continue;
      }
      long sum = sums.merge(word, counts.merge(word, 1L, Long::sum), Long::sum);
      outputs.computeIfAbsent(word, i -> new ArrayList<>()).add(word + " " + sum);
    }
    return outputs;
  }

  private Map<String, List<String>> outputs() {
    Map<String, List<String>> outputs = new TreeMap<>();
    for (String line : out.texts()) {
      outputs.computeIfAbsent(wordOf(line), i -> new ArrayList<>()).add(line);
    }
    return outputs;
  }

  private static List<String> words(long seed, int count) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              String word = (char) ('a' + random.nextInt(26)) + "-" + random.nextInt(40);
              return random.nextInt(50) == 0 ? "-" + word : word;
            })
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static void breakGeneration(PipelineService service) {
    long generation = get(service.rounds()).generation();
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
  }

  @Test
  void rollbacksLoseAndRepeatNothing() {
    List<String> words = words(1, 60_000);
    try (PipelineService service = start(Map.of("potoroo.rounds.max-rollbacks", 1000))) {
      long before = 0;
      for (int part = 0; part < 12; part++) {
        words.subList(part * 5000, (part + 1) * 5000).forEach(in::send);
        long last = before;
        // In the middle of it: something was committed since, something is not yet.
        await().until(() -> get(service.rounds()).committedRound() > last);
        breakGeneration(service);
        long generation = part + 2;
        await().until(() -> get(service.rounds()).generation() >= generation);
        before = get(service.rounds()).committedRound();
      }
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
      assertThat(get(service.rounds()).generation()).isGreaterThanOrEqualTo(13);
    }
    assertThat(outputs()).isEqualTo(expected(words));
  }

  /** Each time with another number of shards: what is stored is found by key. */
  @Test
  void aStopAndALostActorSystemLoseAndRepeatNothing() {
    List<String> words = words(2, 30_000);
    for (int part = 0; part < 6; part++) {
      int partOf = part;
      try (PipelineService service = start(Map.of("potoroo.shards", 3 + 40 * part))) {
        words.subList(part * 5000, (part + 1) * 5000).forEach(in::send);
        await().until(() -> out.size() > partOf * 4000);
        if (part % 2 == 0) {
          service.system().terminate();
          assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.FAILED);
        }
      }
    }
    in.end();
    try (PipelineService service = start(Map.of())) {
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(outputs()).isEqualTo(expected(words));
  }

  @Test
  void stateMayBeLargerThanMemory() {
    int keys = 12_000;
    try (PipelineService service =
        start(
            Map.of(
                "potoroo.max-live-objects", 1000, "potoroo.window", 500, "potoroo.batch", 100))) {
      for (int i = 0; i < 3 * keys; i++) {
        in.send("k" + i % keys);
      }
      await().atMost(ofMinutes(1)).until(() -> out.size() == 3 * keys);
      await()
          .atMost(ofMinutes(1))
          .until(() -> get(service.status()).nodes().get(0).objects() < 2000);
      assertThat(get(service.rounds()).latest())
          .allMatch(round -> round.objects() < 4000, "rounds end early, and sources wait");
      for (int i = 0; i < keys; i += 997) {
        EntityStatus status = get(service.entity("count", "k" + i)).orElseThrow();
        assertThat(status.state().asLong()).isEqualTo(3);
        assertThat(status.version()).isEqualTo(3);
        assertThat(status.committedRound() == null).isEqualTo(status.live());
      }
      assertThat(allKeys(service)).hasSize(keys).isSorted();
      in.send("-k5", "k6");
      await().until(() -> get(service.entity("count", "k5")).isEmpty());
      assertThat(allKeys(service)).hasSize(keys - 1).doesNotContain("k5");
    }
    try (PipelineService service = start(Map.of())) {
      assertThat(get(service.entity("count", "k5"))).isEmpty();
      EntityStatus status = get(service.entity("count", "k6")).orElseThrow();
      assertThat(status.live()).isFalse();
      assertThat(status.state().asLong()).isEqualTo(4);
      assertThat(get(service.status()).nodes().get(0).objects()).as("looking wakes none").isZero();
      in.send("k5");
      await().until(() -> get(service.entity("count", "k5")).isPresent());
      assertThat(get(service.entity("count", "k5")).orElseThrow().version()).isEqualTo(1);
    }
  }

  private static List<String> allKeys(PipelineService service) {
    List<String> keys = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      EntityPage page = get(service.entities("count", "k", 500, cursor));
      page.items().forEach(item -> keys.add(item.key()));
      cursor = Optional.ofNullable(page.nextCursor());
    } while (cursor.isPresent());
    return keys;
  }

  @Test
  void aRoundInWhichNothingHappensCommitsNothing() {
    try (PipelineService service = start(Map.of())) {
      in.send("a", "b");
      await().until(() -> out.size() == 2);
      Function<PipelineService, RoundsStatus> rounds = s -> get(s.rounds());
      RoundsStatus before = rounds.apply(service);
      assertThat(before.durable()).isTrue();
      assertThat(before.generation()).isEqualTo(1);
      // Rounds of 20 ms: many questions take longer than one.
      for (int i = 0; i < 200; i++) {
        rounds.apply(service);
      }
      assertThat(rounds.apply(service).committedRound()).isEqualTo(before.committedRound());
      in.send("a");
      await().until(() -> out.size() == 3);
      assertThat(rounds.apply(service).committedRound()).isGreaterThan(before.committedRound());
    }
  }
}
