package dev.potoroo.internal.runtime;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Ref;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.PipelineStatus.ReferenceStatus;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Reference data on a real node, over rollbacks and a new start. */
@Timeout(120)
@ParameterizedClass(name = "dense = {0}")
@ValueSource(booleans = {false, true})
class ReferenceRecoveryTest {
  private static final Ref<Long> LIMIT = Ref.of("limit", Long.class, () -> 0L);

  /** Says with each record which value its key reads. */
  private static final Step<String, Long, String> FIRST = reader("first");

  /** The same, of another key and in place. */
  private static final Step<String, long[], String> SECOND =
      Step.named("second")
          .in(String.class)
          .mutableState(long[].class, () -> new long[1])
          .out(String.class)
          .reads(LIMIT)
          .on(
              String.class,
              (last, line, ctx) -> {
                last[0] = ctx.ref(LIMIT);
                return ctx.keep().emit(line + " " + last[0]);
              });

  @Parameter boolean dense;
  @TempDir Path data;

  private final MemorySource limits = MemorySource.create();
  private SourceConnector reference = limits;
  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();

  private static Step<String, Long, String> reader(String name) {
    return Step.named(name)
        .in(String.class)
        .state(Long.class, () -> 0L)
        .out(String.class)
        .reads(LIMIT)
        .on(
            String.class,
            (last, line, ctx) ->
                ctx.become(ctx.ref(LIMIT)).emit(line + " " + last + " " + ctx.ref(LIMIT)));
  }

  private Pipeline pipeline() {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        flow.reference(LIMIT, Source.named("limits", Codec.json(Long.class)).from(reference));
        flow.from(Source.named("words", Codec.lines()).from(in))
            .keyBy(line -> line)
            .step(FIRST.dense(dense))
            .keyBy(line -> "of " + line.charAt(0))
            .step(SECOND.dense(dense))
            .to(Sink.named("out", Codec.lines()).into(out));
      }

      @Override
      public String name() {
        return "referring";
      }
    };
  }

  private PipelineService start(Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.data-dir", data.toString());
    all.putIfAbsent("potoroo.rounds.interval", "20ms");
    all.put("potoroo.rounds.max-rollbacks", 1000);
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    return PipelineService.start(
        pipeline(),
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve());
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @SuppressWarnings("unchecked")
  private static void breakGeneration(PipelineService service) {
    long generation = get(service.rounds()).generation();
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
    await().atMost(ofMinutes(1)).until(() -> get(service.rounds()).generation() > generation);
  }

  /** Sends records until one of them has been handled with that value. */
  private void awaitInForce(long value) {
    await()
        .atMost(ofMinutes(1))
        .until(
            () -> {
              in.send("a", "b", "c");
              return out.texts().stream().anyMatch(line -> line.endsWith(" " + value));
            });
  }

  /** Each line has the key, the value that the key read before, and what both steps have read. */
  private void assertTheSameEverywhereAndNeverBack() {
    Map<String, String> before = new HashMap<>();
    for (String line : out.texts()) {
      List<String> words = List.of(line.split(" "));
      assertThat(words.get(3)).as(line).isEqualTo(words.get(2));
      assertThat(words.get(1)).as(line).isEqualTo(before.getOrDefault(words.get(0), "0"));
      assertThat(Long.parseLong(words.get(2))).isGreaterThanOrEqualTo(Long.parseLong(words.get(1)));
      before.put(words.get(0), words.get(2));
    }
  }

  @Test
  void allKeysGoOverToAValueTogetherAndARollbackAndANewStartKeepIt() {
    long value = 0;
    try (PipelineService service = start(Map.of())) {
      for (int part = 0; part < 5; part++) {
        limits.send(Long.toString(++value));
        awaitInForce(value);
        limits.send(Long.toString(++value));
        in.send("a", "b", "c");
        breakGeneration(service);
        awaitInForce(value);
      }
      assertThat(get(service.entity("limit", "limit")).orElseThrow().state().asLong())
          .isEqualTo(value);
    }
    try (PipelineService service = start(Map.of())) {
      in.send("d");
      in.end();
      limits.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).contains("d 0 " + value + " " + value);
    assertTheSameEverywhereAndNeverBack();
  }

  @Test
  void aValueComesIntoForceThoughNoRecordFlows() {
    try (PipelineService service = start(Map.of())) {
      limits.send("5", "6");
      await().atMost(ofMinutes(1)).until(() -> inForce(service).updates() == 2);
      in.send("a");
      await().atMost(ofMinutes(1)).until(() -> out.size() == 1);
      assertThat(out.texts()).containsExactly("a 0 6 6");
      ReferenceStatus status = inForce(service);
      assertThat(status.round()).isBetween(1L, get(service.rounds()).committedRound());
      assertThat(status.bytes()).isEqualTo(1);
      assertThat(service.metrics().references()).containsExactly(status);
    }
  }

  private static ReferenceStatus inForce(PipelineService service) {
    return get(service.status()).nodes().get(0).references().get(0);
  }

  /** The interval is so long that a test that waits for it would fail. */
  @Test
  void whatIsThereAtTheBeginningIsReadBeforeTheFirstRecord() {
    in.send("a", "b", "c");
    in.end();
    limits.send("5", "6", "7");
    limits.end();
    try (PipelineService service = start(Map.of("potoroo.rounds.interval", "1h"))) {
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).containsExactlyInAnyOrder("a 0 7 7", "b 0 7 7", "c 0 7 7");
  }

  /** Gives nothing though something is left, as one does whose outside system is away. */
  private final class Away implements SourceConnector {
    volatile boolean away = true;

    @Override
    public String describe() {
      return "away";
    }

    @Override
    public Scope scope() {
      return Scope.CLUSTER;
    }

    @Override
    public boolean replayable() {
      return true;
    }

    @Override
    public SourceReader open(SourceContext context) {
      SourceReader reader = limits.open(context);
      return new SourceReader() {
        @Override
        public Progress poll(RecordBatch batch) throws Exception {
          return away ? Progress.WAITING : reader.poll(batch);
        }

        @Override
        public long lag() throws Exception {
          return reader.lag();
        }

        @Override
        public void close() throws Exception {
          reader.close();
        }
      };
    }
  }

  @Test
  void whileItsSourceIsAwayItIsSaidWhatIsWaitedFor() {
    Away source = new Away();
    reference = source;
    limits.send("5");
    limits.end();
    in.send("a");
    in.end();
    try (PipelineService service = start(Map.of())) {
      await()
          .atMost(ofMinutes(1))
          .untilAsserted(
              () ->
                  assertThat(get(service.status()).nodes().get(0).waitingFor())
                      .contains(
                          "reference data of source [limits], which is read before anything"
                              + " else"));
      assertThat(out.texts()).isEmpty();
      source.away = false;
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(out.texts()).containsExactly("a 0 5 5");
  }

  @Test
  void withoutAStoreThereIsNone() {
    assertThatThrownBy(() -> start(Map.of("potoroo.store.type", "memory")))
        .hasMessageContaining("POTOROO-2009")
        .hasMessageContaining("Pipeline [referring] has reference data");
  }
}
