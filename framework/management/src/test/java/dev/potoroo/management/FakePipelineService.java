package dev.potoroo.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.service.Inspection;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.service.Repairs;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.Histogram;
import dev.potoroo.status.Members;
import dev.potoroo.status.NodeMetrics;
import dev.potoroo.status.PendingTimer;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.RoundsStatus;
import dev.potoroo.status.ShardsStatus;
import dev.potoroo.status.TopologyDescription;
import dev.potoroo.status.TopologyFormat;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** A pipeline that answers from a map; the names of its steps tell how they answer. */
final class FakePipelineService implements PipelineService {
  static final Instant SINCE = Instant.parse("2026-03-01T08:14:55Z");
  static final long COMMITTED_ROUND = 388;
  static final Instant TOUCHED = Instant.parse("2026-03-01T08:21:07.113Z");

  final NavigableMap<String, Long> objects = new ConcurrentSkipListMap<>();

  /** Keys of objects that are not in memory, but in the store. */
  final Set<String> stored = ConcurrentHashMap.newKeySet();

  volatile boolean ready = true;
  private final ActorSystem<?> system;

  FakePipelineService(ActorSystem<?> system) {
    this.system = system;
  }

  @Override
  public String pipeline() {
    return "word-count";
  }

  @Override
  public String address() {
    return "127.0.0.1:25520";
  }

  @Override
  public TopologyDescription topology() {
    return new TopologyDescription(
        "word-count",
        List.of(new TopologyDescription.Node("lines", "source", "file words.txt")),
        List.of(),
        List.of(),
        List.of());
  }

  @Override
  public String topology(TopologyFormat format) {
    return switch (format) {
      case TEXT -> "lines → count";
      case JSON -> "{\"pipeline\":\"word-count\",\"nodes\":[],\"edges\":[],\"references\":[]}";
      case MERMAID -> "flowchart LR\n  lines --> count";
      case DOT -> "digraph { lines -> count }";
    };
  }

  volatile PipelineStatus.@Nullable Paused paused;

  @Override
  public CompletionStage<PipelineStatus> status() {
    return CompletableFuture.completedFuture(
        new PipelineStatus(
            "word-count",
            PipelineStatus.State.RUNNING,
            SINCE,
            new Members(1, 1),
            12,
            List.of(
                new PipelineStatus.SourceStatus(
                    "lines", "file words.txt", 250, 0, 0, 100, false, paused, idle)),
            List.of(
                new PipelineStatus.StepStatus("count", 9_007_199_254_740_993L, 0, 2, 0, 0, 0, 1)),
            List.of(new PipelineStatus.SinkStatus("counts", "stdout", 1000, 0, 0, 0)),
            List.of(
                new PipelineStatus.NodeStatus(
                    "127.0.0.1:25520", 64, 2, 12, waitingFor, REFERENCES))));
  }

  List<String> idle = List.of();
  List<String> waitingFor = List.of("sink [counts]");

  private static final List<PipelineStatus.ReferenceStatus> REFERENCES =
      List.of(new PipelineStatus.ReferenceStatus("limits", 7, 3, 120));

  final AtomicInteger rebalances = new AtomicInteger();
  final AtomicInteger stops = new AtomicInteger();

  @Override
  public CompletionStage<ShardsStatus> shards() {
    return CompletableFuture.completedFuture(
        new ShardsStatus(
            4,
            List.of(
                new ShardsStatus.NodeShards(
                    address(),
                    List.of(new ShardsStatus.Shard(0, 7), new ShardsStatus.Shard(1, 9)),
                    16)),
            List.of(
                new ShardsStatus.Movement(4, "node [127.0.0.1:25521] has joined", 2, 64, 181_000)),
            new Members(1, 1)));
  }

  final AtomicInteger roundsEnded = new AtomicInteger();

  @Override
  public void endRound() {
    roundsEnded.incrementAndGet();
  }

  @Override
  public void rebalance() {
    rebalances.incrementAndGet();
  }

  @Override
  public NodeMetrics metrics() {
    Histogram handler =
        new Histogram(
            List.of(
                new Histogram.Bucket(1_000, 5),
                new Histogram.Bucket(2_000, 3),
                new Histogram.Bucket(Long.MAX_VALUE, 2)),
            10,
            12_000_000);
    return new NodeMetrics(
        address(),
        ready,
        64,
        12,
        65_536,
        List.of(new NodeMetrics.SourceMetrics("lines", 250, 1, 2, 3, -1)),
        List.of(
            new NodeMetrics.StepMetrics(
                "count",
                10,
                9,
                0,
                0,
                4,
                1,
                objects.size(),
                2,
                5,
                6,
                handler,
                handler,
                Optional.of(new NodeMetrics.CallMetrics(2, 3, 40, 5, 6)))),
        List.of(new NodeMetrics.SinkMetrics("counts", 8, 0, 3, 4, 7, handler)),
        List.of(new NodeMetrics.LaneMetrics(0, 1_500_000_000), new NodeMetrics.LaneMetrics(1, 0)),
        new NodeMetrics.WireMetrics(1, 2, 3, 4),
        new NodeMetrics.StoreMetrics(true, 11, 0, 500_000_000),
        new NodeMetrics.TracingMetrics(30, 2),
        REFERENCES);
  }

  @Override
  public CompletionStage<RoundsStatus> rounds() {
    return CompletableFuture.completedFuture(
        new RoundsStatus(
            true,
            "flowing",
            3,
            "start",
            new RoundsStatus.Commit(371, 2, SINCE),
            COMMITTED_ROUND,
            TOUCHED,
            412,
            SINCE,
            List.of(
                new RoundsStatus.Round(
                    COMMITTED_ROUND, 2213, 91_442, 2180, 2905, 640, 8120, 5310))));
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public boolean hasStep(String step) {
    return Set.of("count", "silent", "late", "broken", "throwing", "unreadable").contains(step);
  }

  @Override
  public CompletionStage<Optional<EntityStatus>> entity(String step, String key) {
    return answer(
        step,
        Optional.ofNullable(objects.get(key))
            .map(
                count ->
                    new EntityStatus(
                        pipeline(),
                        step,
                        key,
                        JsonNodeFactory.instance.objectNode().put("count", count),
                        count,
                        0,
                        TOUCHED,
                        List.of(new PendingTimer(".ttl", "processing", SINCE)),
                        List.of(),
                        false,
                        "object",
                        17,
                        address(),
                        !stored.contains(key),
                        stored.contains(key) ? COMMITTED_ROUND : null)));
  }

  @Override
  public CompletionStage<EntityPage> entities(
      String step, String prefix, int limit, Optional<String> cursor) {
    if (cursor.isPresent() && !cursor.get().startsWith("after ")) {
      return CompletableFuture.failedFuture(new IllegalArgumentException("no cursor of ours"));
    }
    String after = cursor.map(text -> text.substring("after ".length())).orElse("");
    List<String> keys =
        objects.keySet().stream()
            .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
            .toList();
    List<String> shown = keys.subList(0, Math.min(limit, keys.size()));
    return answer(
        step,
        new EntityPage(
            shown.stream().map(key -> new EntityPage.Item(key, 17, address())).toList(),
            shown.size() < keys.size() ? "after " + shown.get(shown.size() - 1) : null,
            new Members(1, 1)));
  }

  private static <T> CompletionStage<T> answer(String step, T value) {
    return switch (step) {
      case "silent" -> new CompletableFuture<>();
      case "late" -> CompletableFuture.failedFuture(new TimeoutException("asked too long"));
      case "broken" -> CompletableFuture.failedFuture(new IllegalStateException("secret-path"));
      case "unreadable" ->
          CompletableFuture.failedFuture(
              new PotorooException(ErrorCode.STORE_UNAVAILABLE, "The store is away."));
      case "throwing" -> throw new IllegalStateException("secret-path");
      default -> CompletableFuture.completedFuture(value);
    };
  }

  final FakeRepairs repairs = new FakeRepairs();

  final FakeInspection inspection = new FakeInspection();

  @Override
  public Inspection inspection() {
    return inspection;
  }

  @Override
  public Repairs repairs() {
    return repairs;
  }

  @Override
  public CompletionStage<Outcome> outcome() {
    return new CompletableFuture<>();
  }

  @Override
  public CompletionStage<Outcome> stop() {
    stops.incrementAndGet();
    return new CompletableFuture<>();
  }

  @Override
  public ActorSystem<?> system() {
    return system;
  }

  @Override
  public void close() {
    // Nothing runs.
  }
}
