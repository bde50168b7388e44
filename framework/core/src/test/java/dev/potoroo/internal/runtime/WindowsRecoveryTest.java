package dev.potoroo.internal.runtime;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.KeyedStream;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import dev.potoroo.Windowed;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Windows on a real node, with rollbacks and restarts: each result once, and as it must be. */
@Timeout(120)
class WindowsRecoveryTest {
  private static final long SIZE = 90;
  private static final long SLIDE = 30;
  private static final long GAP = 20;
  private static final long BOUND = 40;

  @TempDir Path data;

  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();

  record Event(String key, long at) {
    static Event parse(String line) {
      String[] parts = line.split(" ");
      return new Event(parts[0], Long.parseLong(parts[1]));
    }

    Instant time() {
      return Instant.ofEpochMilli(at);
    }
  }

  /** Sliding windows and sessions of the same records. */
  private Pipeline pipeline() {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        KeyedStream<Event> events =
            flow.from(
                    Source.named("events", Codec.lines())
                        .from(in)
                        .eventTime(
                            line -> Event.parse(line).time(),
                            Watermark.outOfOrder(ofMillis(BOUND))))
                .map(Event::parse)
                .keyBy(Event::key);
        Sink<String> lines = Sink.named("out", Codec.lines()).into(out);
        Aggregate<Event, Long, Long> count = Aggregate.count(Event.class);
        events
            .window("sliding", Window.sliding(ofMillis(SIZE), ofMillis(SLIDE)), Event::time, count)
            .map(w -> text("sliding", w))
            .to(lines);
        events
            .window("sessions", Window.session(ofMillis(GAP)), Event::time, count)
            .map(w -> text("session", w))
            .to(lines);
      }

      @Override
      public String name() {
        return "windows";
      }
    };
  }

  private static String text(String what, Windowed<Long> w) {
    return what
        + " "
        + w.key()
        + " "
        + w.start().toEpochMilli()
        + " "
        + w.end().toEpochMilli()
        + " "
        + w.value();
  }

  private PipelineService start() {
    Map<String, Object> all = new HashMap<>();
    all.put("potoroo.data-dir", data.toString());
    all.put("potoroo.rounds.interval", "20ms");
    all.put("potoroo.rounds.max-rollbacks", 1000);
    all.put("potoroo.timers.read-ahead", 20);
    all.put("potoroo.timers.per-turn", 10);
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    Config config =
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve();
    return PipelineService.start(pipeline(), config);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @SuppressWarnings("unchecked")
  private static void breakGeneration(PipelineService service) {
    long generation = get(service.rounds()).generation();
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
    await().until(() -> get(service.rounds()).generation() > generation);
  }

  private static List<Event> events(long seed) {
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    long now = 1000;
    for (int i = 0; i < 12_000; i++) {
      now += random.nextInt(3);
      events.add(new Event("k" + random.nextInt(60), now - random.nextInt((int) BOUND)));
    }
    return events;
  }

  private static Map<String, Integer> expected(List<Event> events) {
    Map<String, TreeMap<Long, Long>> byKey = new TreeMap<>();
    events.forEach(
        e -> byKey.computeIfAbsent(e.key(), k -> new TreeMap<>()).merge(e.at(), 1L, Long::sum));
    Map<String, Integer> lines = new TreeMap<>();
    byKey.forEach(
        (key, times) -> {
          TreeMap<Long, Long> windows = new TreeMap<>();
          times.forEach(
              (at, n) -> {
                for (long s = Math.floorDiv(at, SLIDE) * SLIDE; s > at - SIZE; s -= SLIDE) {
                  windows.merge(s, n, Long::sum);
                }
              });
          windows.forEach(
              (s, n) -> lines.put("sliding " + key + " " + s + " " + (s + SIZE) + " " + n, 1));
          long start = times.firstKey();
          long last = start;
          long n = 0;
          for (Map.Entry<Long, Long> one : times.entrySet()) {
            if (one.getKey() - last >= GAP) {
              lines.put("session " + key + " " + start + " " + (last + GAP) + " " + n, 1);
              start = one.getKey();
              n = 0;
            }
            last = one.getKey();
            n += one.getValue();
          }
          lines.put("session " + key + " " + start + " " + (last + GAP) + " " + n, 1);
        });
    return lines;
  }

  @Test
  void eachWindowGivesItsResultOnce() {
    List<Event> events = events(5);
    int parts = 6;
    int size = events.size() / parts;
    for (int part = 0; part < parts; part++) {
      try (PipelineService service = start()) {
        long before = get(service.rounds()).committedRound();
        events
            .subList(part * size, (part + 1) * size)
            .forEach(event -> in.send(event.key() + " " + event.at()));
        await().until(() -> get(service.rounds()).committedRound() > before + 1);
        breakGeneration(service);
        breakGeneration(service);
        if (part % 2 == 0) {
          service.system().terminate();
          get(service.outcome());
        }
      }
    }
    in.end();
    try (PipelineService service = start()) {
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    Map<String, Integer> results = new TreeMap<>();
    out.texts().forEach(line -> results.merge(line, 1, Integer::sum));
    assertThat(results).isEqualTo(expected(events));
  }
}
