package dev.potoroo.internal.runtime;

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
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A real node that sums up records of which some cannot be handled. */
@Timeout(180)
@ParameterizedClass(name = "dense = {0}")
@ValueSource(booleans = {false, true})
abstract class QuarantineFixture {
  @Parameter boolean dense;
  @TempDir Path data;

  final MemorySource in = MemorySource.create();
  final MemorySink out = MemorySink.create();

  /** Records are {@code KEY NUMBER}; the state is all numbers of the key in order, as a hash. */
  static Step<String, Long, String> summing(ErrorPolicy policy) {
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

  static String keyOf(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  static int number(String line) {
    return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
  }

  Pipeline pipeline(Step<String, ?, String> step) {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        flow.from(Source.named("lines", Codec.lines()).from(in))
            .keyBy(QuarantineFixture::keyOf)
            .step(step.dense(dense))
            .to(Sink.named("out", Codec.lines()).into(out));
      }

      @Override
      public String name() {
        return "summing";
      }
    };
  }

  PipelineService start(Pipeline pipeline, Map<String, ?> settings) {
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

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  static Repair repair(String key, Repair.Action action, Long expected, Object value) {
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
  static RepairResult order(PipelineService service, Repair repair) {
    RepairResult result;
    do {
      result = get(service.repairs().order(repair));
    } while (result.outcome() == RepairResult.Outcome.UNDONE);
    return result;
  }

  static RepairResult release(PipelineService service, String key) {
    return order(service, repair(key, Repair.Action.RELEASE, null, null));
  }

  static Optional<QuarantineStatus> quarantined(PipelineService service, String key) {
    return get(service.repairs().quarantined("sum", key, 3));
  }

  static List<String> quarantined(PipelineService service) {
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
  static void rollBack(PipelineService service) {
    long generation = get(service.rounds()).generation();
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
    await().until(() -> get(service.rounds()).generation() > generation);
  }

  /** What a run puts out in which every record can be handled, by key. */
  static Map<String, List<String>> expected(List<String> lines) {
    Map<String, Long> sums = new HashMap<>();
    Map<String, List<String>> outputs = new TreeMap<>();
    for (String line : lines) {
      String key = keyOf(line);
      long sum = sums.merge(key, (long) number(line), (a, b) -> 31 * a + b);
      outputs.computeIfAbsent(key, i -> new ArrayList<>()).add(key + " " + sum);
    }
    return outputs;
  }

  Map<String, List<String>> outputs() {
    Map<String, List<String>> outputs = new TreeMap<>();
    out.texts().forEach(t -> outputs.computeIfAbsent(keyOf(t), i -> new ArrayList<>()).add(t));
    return outputs;
  }

  static List<String> mended(List<String> lines) {
    return lines.stream().map(line -> line.replace(" x", " ")).toList();
  }

  static void mend(PipelineService service, String key) {
    RepairResult result;
    do {
      result = get(mending(service, key));
    } while (result.outcome() == RepairResult.Outcome.UNDONE);
    assertThat(result.outcome()).isEqualTo(RepairResult.Outcome.DONE);
  }

  static CompletionStage<RepairResult> mending(PipelineService service, String key) {
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
}
