package dev.potoroo.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.Next;
import dev.potoroo.service.Inspection;
import dev.potoroo.service.Tail;
import dev.potoroo.status.Answered;
import dev.potoroo.status.DryRun;
import dev.potoroo.status.EntityHistory;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.HotKeys;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.LiveTopology;
import dev.potoroo.status.Members;
import dev.potoroo.status.TailEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks into objects that are not there; remembers what it was asked. */
final class FakeInspection implements Inspection {
  private static final String NODE = "127.0.0.1:25520";

  final List<Object> asked = new CopyOnWriteArrayList<>();
  final AtomicInteger tailsOpen = new AtomicInteger();

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  @Override
  public CompletionStage<LiveTopology> live() {
    LiveTopology.Quantiles times = new LiveTopology.Quantiles(3.5, 20.5, 81.9);
    return done(
        new LiveTopology(
            "word-count",
            10,
            List.of(
                new LiveTopology.Node("lines", "source", 250.5, 250.5, 0.0, null, null),
                new LiveTopology.Node("lines: flatMap", "operators", null, null, null, null, null),
                new LiveTopology.Node("count", "step", 2213.5, 2213.5, 0.0, times, times),
                new LiveTopology.Node("counts", "sink", 2213.5, null, 0.0, null, times)),
            List.of(
                new LiveTopology.Edge("lines", "lines: flatMap", false, 250.5, null),
                new LiveTopology.Edge("lines: flatMap", "count", true, 2213.5, times),
                new LiveTopology.Edge("count", "counts", false, 2213.5, times)),
            new Members(1, 1)));
  }

  @Override
  public CompletionStage<HotKeys> hot(String step, HotKeys.By by, int limit) {
    asked.add(by);
    return done(
        new HotKeys(
            step,
            by,
            List.of(new HotKeys.Item("cat", 8141.5, 0.0312, 0, 14, 17, NODE)),
            new Members(1, 1)));
  }

  @Override
  public CompletionStage<EntityPage> entities(
      String step, String prefix, KeyFilter filter, int limit, Optional<String> cursor) {
    asked.add(filter);
    return done(
        new EntityPage(List.of(new EntityPage.Item("cat", 17, NODE)), "cat", new Members(1, 2)));
  }

  /** A record, then one sign after another, as fast as they are taken; none for {@code crowd}. */
  @Override
  public Optional<Tail> tail(String step, String key) {
    if (key.equals("crowd")) {
      return Optional.empty();
    }
    tailsOpen.incrementAndGet();
    JsonNode record = TextNode.valueOf("a line\nand another");
    TailEvent following =
        TailEvent.of(TailEvent.Kind.FOLLOWING, FakePipelineService.TOUCHED, NODE, 3, 0);
    TailEvent handled =
        new TailEvent(
            TailEvent.Kind.RECORD,
            FakePipelineService.TOUCHED,
            NODE,
            3,
            7,
            record,
            null,
            JsonNodeFactory.instance.arrayNode(),
            List.of(),
            8,
            12,
            null,
            List.of());
    AtomicInteger turns = new AtomicInteger();
    return Optional.of(
        new Tail() {
          @Override
          public CompletionStage<List<TailEvent>> next() {
            return done(
                turns.getAndIncrement() == 0 ? List.of(following, handled) : List.of(following));
          }

          @Override
          public void close() {
            tailsOpen.decrementAndGet();
          }
        });
  }

  @Override
  public Optional<Instant> trace(String step, String key, Duration duration, String reason) {
    asked.add(duration + " " + reason);
    return key.equals("crowd") ? Optional.empty() : Optional.of(FakePipelineService.TOUCHED);
  }

  @Override
  public CompletionStage<Answered<DryRun>> dryRun(String step, String key, JsonNode record) {
    if (record.isArray()) {
      return done(Answered.not(Answered.Outcome.UNREADABLE, "the record is not one of step"));
    }
    JsonNode state = JsonNodeFactory.instance.objectNode().put("count", 8142);
    return done(
        Answered.ok(
            new DryRun(
                Next.Change.BECOME,
                null,
                state,
                JsonNodeFactory.instance.arrayNode(),
                List.of(),
                List.of(),
                null,
                null,
                null,
                8141,
                true)));
  }

  @Override
  public CompletionStage<Answered<EntityHistory>> history(String step, String key, int limit) {
    asked.add(limit);
    if (key.equals("odd")) {
      return done(Answered.not(Answered.Outcome.NOT_KEPT, "no history"));
    }
    JsonNode state = JsonNodeFactory.instance.objectNode().put("count", 8141);
    Instant touched = FakePipelineService.TOUCHED;
    return done(
        Answered.ok(
            new EntityHistory(
                step,
                key,
                10,
                Duration.ofHours(24),
                new EntityHistory.Current(8141, 5, touched, state),
                List.of(
                    new EntityHistory.Superseded(
                        8140,
                        4,
                        touched,
                        5,
                        touched,
                        false,
                        JsonNodeFactory.instance.objectNode().put("count", 8140),
                        JsonNodeFactory.instance
                            .arrayNode()
                            .add(
                                JsonNodeFactory.instance
                                    .objectNode()
                                    .put("op", "replace")
                                    .put("path", "/count")
                                    .put("value", 8141)))),
                0)));
  }

  @Override
  public List<String> queries(String step) {
    return List.of("rank", "share");
  }

  @Override
  public CompletionStage<Answered<JsonNode>> query(
      String step, String key, String query, JsonNode question) {
    asked.add(query + question);
    return done(
        key.equals("unicorn")
            ? Answered.not(Answered.Outcome.NO_SUCH_ENTITY, "")
            : key.equals("odd")
                ? Answered.not(Answered.Outcome.FAILED, "an odd key")
                : Answered.ok(JsonNodeFactory.instance.numberNode(3)));
  }
}
