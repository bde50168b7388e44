package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.OutsideSystem;
import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Output that is staged in the store and published after the commit, each record once. */
@Timeout(120)
class StagingTest {
  @TempDir Path data;

  private final MemorySource in = MemorySource.create();

  private PipelineService start(OutsideSystem out, Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>();
    all.put("potoroo.rounds.interval", "20ms");
    all.putAll(settings);
    all.put("potoroo.data-dir", data.resolve("data").toString());
    all.put("potoroo.rounds.max-rollbacks", 1000);
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    Config config =
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve();
    Pipeline pipeline =
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            flow.from(Source.named("words", Codec.lines()).from(in))
                .to(Sink.named("out", Codec.lines()).keyBy(w -> w.substring(0, 1)).into(out));
          }

          @Override
          public String name() {
            return "staging";
          }
        };
    return PipelineService.start(pipeline, config);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private List<String> send(int from, int to) {
    List<String> words = IntStream.range(from, to).mapToObj(i -> i % 7 + "-" + i).toList();
    words.forEach(in::send);
    return words.stream().map(word -> word.charAt(0) + "=" + word).toList();
  }

  private static long read(PipelineService service) {
    return get(service.status()).sources().get(0).records();
  }

  private static void ends(PipelineService service) {
    assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
  }

  @SuppressWarnings("unchecked")
  private static void breakGeneration(PipelineService service) {
    long generation = get(service.rounds()).generation();
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
    await().until(() -> get(service.rounds()).generation() > generation);
  }

  @Test
  void lostAnswersAndRollbacksLoseAndRepeatNothing() {
    OutsideSystem out = new OutsideSystem(1, 3);
    out.renewal(Duration.ofMillis(20));
    List<String> all = List.of();
    try (PipelineService service = start(out, Map.of())) {
      for (int part = 0; part < 12; part++) {
        all = Stream.of(all, send(part * 1000, part * 1000 + 1000)).flatMap(List::stream).toList();
        long before = get(service.rounds()).committedRound();
        await().until(() -> get(service.rounds()).committedRound() > before);
        breakGeneration(service);
      }
      in.end();
      ends(service);
    }
    assertThat(out.records()).isEqualTo(all);
    assertThat(out.lostAnswers()).isPositive();
  }

  @Test
  void whatWasCommittedBeforeAStopIsPublishedByTheNextRun() {
    OutsideSystem out = new OutsideSystem(1, 0);
    List<String> words;
    try (PipelineService service = start(out, Map.of("potoroo.drain-timeout", "0s"))) {
      await().until(() -> out.takeOvers() > 0);
      out.away(true);
      words = send(0, 10);
      // The first round has no records.
      await().until(() -> get(service.rounds()).committedRound() > 1);
      service.stop();
      get(service.outcome());
    }
    assertThat(out.records()).isEmpty();
    out.away(false);
    in.end();
    try (PipelineService service = start(out, Map.of())) {
      ends(service);
    }
    assertThat(out.records()).isEqualTo(words);
  }

  @Test
  void sourcesWaitWhileTheOutsideIsAwayAndThenAllGoesOn() {
    OutsideSystem out = new OutsideSystem(1, 0);
    Map<String, ?> small =
        Map.of("potoroo.window", 1000, "potoroo.batch", 100, "potoroo.rounds.staged-size", "64K");
    try (PipelineService service = start(out, small)) {
      out.away(true);
      List<String> words = send(0, 1_000_000);
      in.end();
      AtomicLong before = new AtomicLong();
      await()
          .during(Duration.ofSeconds(1))
          .until(() -> read(service), now -> before.getAndSet(now) == now && now > 0);
      assertThat(before.get()).isLessThan(words.size());
      assertThat(out.records()).isEmpty();
      out.away(false);
      ends(service);
      assertThat(out.records()).isEqualTo(words);
    }
  }

  @Test
  void aMarkerThatIsForgottenWhileNothingIsPublishedComesBack() {
    OutsideSystem out = new OutsideSystem(1, 0);
    out.renewal(Duration.ofMillis(20));
    try (PipelineService service = start(out, Map.of())) {
      send(0, 10);
      await().until(() -> out.records().size() == 10);
      RoundMarker marker = out.marker(0).orElseThrow();
      for (int i = 0; i < 3; i++) {
        out.forgetMarker(0);
        await().until(() -> out.marker(0).filter(m -> m.covers(marker)).isPresent());
      }
      in.end();
      ends(service);
    }
    assertThat(out.records()).hasSize(10);
  }

  /** What the last commit knows of it is older, by one round. */
  @Test
  void aMarkerThatIsRenewedAtTheBeginningIsTheLastOne() {
    OutsideSystem out = new OutsideSystem(1, 0);
    out.renewal(Duration.ofHours(1));
    try (PipelineService service = start(out, Map.of("potoroo.rounds.interval", "1h"))) {
      List<String> words = List.of();
      for (int round = 0; round < 2; round++) {
        words = Stream.of(words, send(round * 10, round * 10 + 10)).flatMap(List::stream).toList();
        int wanted = words.size();
        await().until(() -> read(service) == wanted);
        service.endRound();
        await().until(() -> out.records().size() == wanted);
      }
      RoundMarker last = out.marker(0).orElseThrow();
      for (int times = 0; times < 2; times++) {
        int renewals = out.renewals();
        breakGeneration(service);
        await().until(() -> out.renewals() > renewals);
        assertThat(out.marker(0)).contains(last);
      }
      assertThat(out.records()).isEqualTo(words);
      in.end();
      ends(service);
    }
  }

  @Test
  void goesBackToTheLastCommitIfAnotherPublisherHasTakenOver() {
    OutsideSystem out = new OutsideSystem(1, 0);
    try (PipelineService service = start(out, Map.of())) {
      List<String> first = send(0, 10);
      await().until(() -> out.records().size() == 10);
      int takeOvers = out.takeOvers();
      out.fence(0);
      List<String> second = send(10, 20);
      await().until(() -> out.takeOvers() > takeOvers);
      in.end();
      ends(service);
      assertThat(get(service.rounds()).generation()).isGreaterThan(1);
      assertThat(out.records()).isEqualTo(Stream.of(first, second).flatMap(List::stream).toList());
    }
  }

  @Test
  void anEmptyStoreBeginsAnewAndAnOlderOneIsRefused() throws IOException {
    OutsideSystem out = new OutsideSystem(1, 0);
    try (PipelineService service = start(out, Map.of())) {
      send(0, 10);
      await().until(() -> out.records().size() == 10);
    }
    Files.move(data.resolve("data"), data.resolve("older"));
    try (PipelineService service = start(out, Map.of())) {
      // The source, and so the store, know nothing of what was read.
      await().until(() -> out.records().size() == 20);
    }
    String lineage = out.marker(0).orElseThrow().lineage();
    copy(data.resolve("data"), data.resolve("copy"));
    try (PipelineService service = start(out, Map.of())) {
      send(10, 20);
      await().until(() -> out.records().size() == 30);
    }
    assertThat(out.marker(0).orElseThrow().lineage()).isEqualTo(lineage);
    Files.move(data.resolve("data"), data.resolve("newer"));
    Files.move(data.resolve("copy"), data.resolve("data"));
    assertFails(() -> start(out, Map.of()).close(), "older copy");
  }

  private static void assertFails(ThrowableAssert.ThrowingCallable what, String why) {
    assertThatThrownBy(what)
        .isInstanceOf(PotorooException.class)
        .hasMessageContaining("Sink [out]")
        .hasMessageContaining(why);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
