package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
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
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.AuditEntry;
import dev.potoroo.status.Note;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.RepairResult.Outcome;
import dev.potoroo.status.SourceOrder;
import dev.potoroo.status.SourceOrder.Action;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources of a real node that somebody pauses. */
@Timeout(180)
class PausedSourcesTest {
  private static final Step<String, Integer, String> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Integer.class, () -> 0)
          .out(String.class)
          .on(String.class, (n, line, ctx) -> ctx.become(n + 1));

  @TempDir Path data;

  private final MemorySource left = MemorySource.create();
  private final MemorySource right = MemorySource.create();
  private PipelineService service;

  private void start(String store) {
    Pipeline pipeline =
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            flow.merge(
                    flow.from(Source.named("left", Codec.lines()).from(left)),
                    flow.from(Source.named("right", Codec.lines()).from(right)))
                .keyBy(line -> line)
                .step(COUNT)
                .to(Sink.named("out", Codec.lines()).into(MemorySink.create()));
          }

          @Override
          public String name() {
            return "two-sources";
          }
        };
    Config config =
        ConfigFactory.parseMap(
                Map.of(
                    "potoroo.data-dir",
                    data.toString(),
                    "potoroo.store.type",
                    store,
                    "potoroo.ask-timeout",
                    "30s",
                    "potoroo.rounds.interval",
                    "20ms",
                    "pekko.cluster.jmx.multi-mbeans-in-same-jvm",
                    true))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    service = PipelineService.start(pipeline, config);
    await().until(service::ready);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @SuppressWarnings("unchecked")
  private void rollBack() {
    long generation = get(service.rounds()).generation();
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
    await().until(() -> get(service.rounds()).generation() > generation);
  }

  private Outcome order(@Nullable String source, Action action) {
    return get(service.repairs().order(new SourceOrder(source, action, "a test", "me"))).outcome();
  }

  private List<PipelineStatus.SourceStatus> sources() {
    return get(service.status()).sources();
  }

  private List<Boolean> paused() {
    return sources().stream().map(source -> source.paused() != null).toList();
  }

  private void awaitRecords(long ofLeft, long ofRight) {
    await()
        .untilAsserted(
            () ->
                assertThat(sources())
                    .extracting(PipelineStatus.SourceStatus::records)
                    .containsExactly(ofLeft, ofRight));
  }

  @Test
  void aPauseHoldsUntilItIsResumed() {
    start("rocksdb");
    left.send("a");
    right.send("b");
    awaitRecords(1, 1);
    assertThat(order("left", Action.PAUSE_SOURCE)).isEqualTo(Outcome.DONE);
    assertThat(paused()).containsExactly(true, false);
    left.send("a");
    right.send("b");
    awaitRecords(1, 2);
    // Over a restart and a rollback, from what was committed.
    service.close();
    start("rocksdb");
    rollBack();
    PipelineStatus.Paused paused = sources().get(0).paused();
    assertThat(paused.reason()).isEqualTo("a test");
    assertThat(paused.by()).isEqualTo("me");
    assertThat(paused.all()).isFalse();
    left.send("a");
    right.send("b");
    awaitRecords(0, 1);
    // The whole pipeline, and on again: what was paused by itself stays so.
    assertThat(order(null, Action.PAUSE_SOURCE)).isEqualTo(Outcome.DONE);
    assertThat(paused()).containsExactly(true, true);
    assertThat(order(null, Action.RESUME_SOURCE)).isEqualTo(Outcome.DONE);
    assertThat(paused()).containsExactly(true, false);
    assertThat(order("right", Action.RESUME_SOURCE)).isEqualTo(Outcome.CHANGED);
    assertThat(order("left", Action.RESUME_SOURCE)).isEqualTo(Outcome.DONE);
    awaitRecords(2, 1);
    assertThat(audit())
        .extracting(AuditEntry::step, AuditEntry::action, AuditEntry::by)
        .containsExactly(
            tuple("left", "PAUSE_SOURCE", "me"),
            tuple("", "PAUSE_SOURCE", "me"),
            tuple("", "RESUME_SOURCE", "me"),
            tuple("left", "RESUME_SOURCE", "me"));
  }

  @Test
  void keepsNotesOverRollbackAndRestart() {
    start("rocksdb");
    service.repairs().note(new Note("count", "a", Note.Action.TRACE, "a test", "me", null));
    rollBack();
    service.repairs().note(new Note("", "", Note.Action.END_ROUND, "a test", null, null));
    await().until(() -> audit().size() == 2);
    service.close();
    start("rocksdb");
    assertThat(audit())
        .extracting(AuditEntry::step, AuditEntry::key, AuditEntry::action)
        .containsExactly(tuple("count", "a", "TRACE"), tuple("", "", "END_ROUND"));
  }

  private List<AuditEntry> audit() {
    return get(service.repairs().audit(Optional.empty(), 10, Optional.empty())).items();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "memory"})
  void aPausedPipelineStopsInOrder(String store) {
    start(store);
    assertThat(order(null, Action.PAUSE_SOURCE)).isEqualTo(Outcome.DONE);
    assertThat(paused()).containsExactly(true, true);
    assertThat(get(service.stop()).failure()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithAnOrder() {
    start("memory");
    assertThatThrownBy(() -> order("middle", Action.PAUSE_SOURCE))
        .hasMessageContaining("no source [middle], but [left, right]");
    assertThatThrownBy(
            () -> service.repairs().order(new SourceOrder(null, Action.PAUSE_SOURCE, " ", null)))
        .hasMessageContaining("reason");
  }
}
