package dev.potoroo.internal.runtime;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.potoroo.service.Inspection;
import dev.potoroo.service.PipelineService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real node that adds up numbers, into whose objects somebody looks. */
@Timeout(180)
abstract class InspectionFixture {
  @TempDir Path data;

  final MemorySource in = MemorySource.create();
  PipelineService service;

  /** Numbers of a key. */
  record Numbers(long sum, List<Integer> latest) {
    Numbers with(int number) {
      List<Integer> three = new ArrayList<>(latest);
      three.add(0, number);
      return new Numbers(sum + number, three.subList(0, Math.min(3, three.size())));
    }
  }

  /** How much is missing to a sum. */
  record MissingTo(int goal) {}

  static final Step<String, Numbers, String> ADDING =
      Step.named("add")
          .in(String.class)
          .state(Numbers.class, () -> new Numbers(0, List.of()))
          .out(String.class)
          .on(
              String.class,
              (numbers, line, ctx) -> {
                int number = number(line);
                return number < 0
                    ? ctx.clear()
                    : ctx.become(numbers.with(number)).emit(ctx.key() + "+" + number);
              })
          .query(MissingTo.class, (numbers, q, ctx) -> missing(q.goal(), numbers.sum()));

  private static long missing(int goal, long sum) {
    if (sum > goal) {
      throw new IllegalStateException("more than that");
    }
    return goal - sum;
  }

  static int number(String line) {
    return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
  }

  Inspection start(Step<String, ?, String> step, Map<String, ?> settings) {
    Pipeline pipeline =
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            flow.from(Source.named("lines", Codec.lines()).from(in))
                .keyBy(line -> line.substring(0, line.indexOf(' ')))
                .step(step)
                .to(Sink.named("out", Codec.lines()).into(MemorySink.create()));
          }

          @Override
          public String name() {
            return "adding";
          }
        };
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.data-dir", data.toString());
    all.put("potoroo.ask-timeout", "30s");
    all.putIfAbsent("potoroo.rounds.interval", "20ms");
    all.putIfAbsent("potoroo.inspect.tail-load", 100);
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    Config config =
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve();
    service = PipelineService.start(pipeline, config);
    return service.inspection();
  }

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
  }

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  void awaitHandled(long records) {
    await().until(() -> get(service.status()).steps().get(0).records() >= records);
  }

  JsonNode state(String key) {
    return get(service.entity("add", key)).orElseThrow().state();
  }
}
