package dev.potoroo.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Codec;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.Members;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.PipelineStatus.State;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class RunTwoNodesTest {
  @TempDir Path data;

  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();
  private final List<PipelineService> nodes = new ArrayList<>();

  private static final Step<String, Long, String> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(String.class, (n, word, ctx) -> ctx.become(n + 1).emit(ctx.key() + "=" + (n + 1)));

  private static final Step<String, Long, String> RELAY =
      Step.named("relay")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(String.class, (n, word, ctx) -> ctx.become(n + 1).emit(word));

  @AfterEach
  void close() {
    nodes.forEach(PipelineService::close);
  }

  private void start(int count, Pipeline pipeline, Map<String, ?> settings) {
    nodes.addAll(TestNodes.cluster(count, pipeline, data, settings));
  }

  private Pipeline counting(SourceConnector source) {
    return TestNodes.named(
        "counting",
        flow ->
            flow.from(Source.named("words", Codec.lines()).from(source))
                .keyBy(word -> word)
                .step(COUNT)
                .keyBy(counted -> "relay of " + counted.substring(0, counted.indexOf('=')))
                .step(RELAY)
                .to(Sink.named("counts", Codec.lines()).into(out)));
  }

  private static <A> A join(CompletionStage<A> answer) {
    return answer.toCompletableFuture().join();
  }

  private List<String> keys(PipelineService node, String step) {
    return join(node.entities(step, "", 500, Optional.empty())).items().stream()
        .map(EntityPage.Item::key)
        .toList();
  }

  private void assertCountsInOrder(int keys, int each) {
    Map<String, Integer> last = new HashMap<>();
    for (String text : out.texts()) {
      String key = text.substring(0, text.indexOf('='));
      int n = Integer.parseInt(text.substring(text.indexOf('=') + 1));
      assertThat(n).as(key).isEqualTo(last.getOrDefault(key, 0) + 1);
      last.put(key, n);
    }
    assertThat(last).hasSize(keys);
    assertThat(last.values()).containsOnly(each);
  }

  @Test
  void eachKeyLivesOnOneNodeInOrderAndAllNodesAnswerForAll() {
    for (int i = 0; i < 60_000; i++) {
      in.send("k" + i % 300);
    }
    in.end();
    start(3, counting(in), Map.of("potoroo.lanes", 2));
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.ENDED);
    assertCountsInOrder(300, 200);
    Map<String, Integer> keysOfNode = new HashMap<>();
    List<EntityPage.Item> first =
        join(nodes.get(0).entities("count", "", 500, Optional.empty())).items();
    first.forEach(item -> keysOfNode.merge(item.node(), 1, Integer::sum));
    assertThat(first).extracting(EntityPage.Item::key).doesNotHaveDuplicates().hasSize(300);
    assertThat(keysOfNode.keySet())
        .containsExactlyInAnyOrderElementsOf(nodes.stream().map(PipelineService::address).toList());
    for (PipelineService node : nodes) {
      EntityPage page = join(node.entities("count", "", 500, Optional.empty()));
      assertThat(page.items()).isEqualTo(first);
      assertThat(page.members()).isEqualTo(new Members(3, 3));
      for (EntityPage.Item item : first.subList(0, 20)) {
        EntityStatus status = join(node.entity("count", item.key())).orElseThrow();
        assertThat(status.node()).isEqualTo(item.node());
        assertThat(status.shard()).isEqualTo(item.shard());
        assertThat(status.state().asLong()).isEqualTo(200);
        assertThat(status.version()).isEqualTo(200);
      }
      assertThat(join(node.entity("count", "nobody"))).isEmpty();
      PipelineStatus status = join(node.status());
      assertThat(status.state()).isEqualTo(State.ENDED);
      assertThat(status.steps()).extracting(s -> s.records()).containsExactly(60_000L, 60_000L);
      assertThat(status.steps()).extracting(s -> s.objects()).containsExactly(300L, 300L);
      assertThat(status.sources().get(0).records()).isEqualTo(60_000);
      assertThat(status.sinks().get(0).records()).isEqualTo(60_000);
      assertThat(status.nodes()).hasSize(3).extracting(n -> n.shards()).doesNotContain(0);
      await().until(() -> join(node.status()).inFlight() == 0);
    }
  }

  @Test
  void pagesThroughKeysOfAllNodes() {
    for (int i = 0; i < 250; i++) {
      in.send("k" + i, "other" + i);
    }
    in.end();
    start(2, counting(in), Map.of());
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.ENDED);
    List<String> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      EntityPage page = join(nodes.get(1).entities("count", "k", 7, cursor));
      assertThat(page.items()).hasSizeLessThanOrEqualTo(7);
      page.items().forEach(item -> found.add(item.key()));
      cursor = Optional.ofNullable(page.nextCursor());
    } while (cursor.isPresent());
    assertThat(found)
        .isSorted()
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 250).mapToObj(i -> "k" + i).toList());
  }

  @Test
  void oddKeysAndRecordsCrossNodes() {
    List<String> odd = new ArrayList<>();
    for (String key :
        List.of(
            "$",
            "$a",
            "*",
            ".",
            "..",
            " ",
            "a/b",
            "/",
            "%",
            "%2F",
            "\t",
            "k\u0000",
            "ä",
            "日本",
            "😀",
            "\u200b",
            "\"",
            "'",
            "?",
            "#",
            "user@host:1",
            "a b",
            "-",
            "~",
            "x".repeat(1024))) {
      odd.add(key);
      odd.add(key + "2");
    }
    odd.removeIf(key -> key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 1024);
    odd.forEach(in::send);
    odd.forEach(in::send);
    in.end();
    start(2, counting(in), Map.of());
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.ENDED);
    assertThat(keys(nodes.get(0), "count")).containsExactlyInAnyOrderElementsOf(new HashSet<>(odd));
    for (String key : odd) {
      for (PipelineService node : nodes) {
        assertThat(join(node.entity("count", key))).as(key).isPresent();
      }
    }
  }

  @Test
  void aStopOnOneNodeEndsAllOfThem() {
    start(2, counting(in), Map.of());
    for (int i = 0; i < 5_000; i++) {
      in.send("k" + i % 10);
    }
    await().until(() -> out.size() > 0);
    nodes.get(1).stop();
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.STOPPED);
    long read = join(nodes.get(0).status()).sources().get(0).records();
    assertThat(out.size()).isEqualTo((int) read);
    assertThat(out.openWriters()).isZero();
  }

  @Test
  void aStopWhileNodesAreAwaitedEndsTheRun() {
    NodeSource source = new NodeSource(List.of("a"), () -> false);
    nodes.add(TestNodes.start(counting(source), data, Map.of("potoroo.cluster.members", 3)));
    nodes.add(
        TestNodes.join(nodes.get(0), counting(source), data, Map.of("potoroo.cluster.members", 3)));
    nodes.get(0).stop();
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.STOPPED);
    assertThat(source.openReaders()).isZero();
    assertThat(out.openWriters()).isZero();
  }

  @Test
  void aNodeThatJoinsLateHasNoShardsButReadsAndAnswers() {
    AtomicBoolean ended = new AtomicBoolean();
    List<String> records = IntStream.range(0, 3_000).mapToObj(i -> "k" + i % 30).toList();
    NodeSource source = new NodeSource(records, ended::get);
    nodes.add(TestNodes.start(counting(source), data, Map.of("potoroo.store.type", "memory")));
    await().until(() -> out.size() == 3_000);
    nodes.add(TestNodes.join(nodes.get(0), counting(source), data, Map.of()));
    await().until(() -> out.size() == 6_000);
    assertCountsInOrder(30, 200);
    PipelineService late = nodes.get(1);
    assertThat(keys(late, "count")).hasSize(30).isEqualTo(keys(nodes.get(0), "count"));
    EntityStatus status = join(late.entity("count", "k7")).orElseThrow();
    assertThat(status.state().asLong()).isEqualTo(200);
    assertThat(status.node()).isEqualTo(nodes.get(0).address());
    PipelineStatus all = join(late.status());
    assertThat(all.members()).isEqualTo(new Members(2, 2));
    assertThat(all.nodes())
        .filteredOn(node -> node.address().equals(late.address()))
        .singleElement()
        .matches(node -> node.shards() == 0 && node.objects() == 0);
    ended.set(true);
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.ENDED);
    assertThat(source.openReaders()).isZero();
  }

  @Test
  void aNodeWithAnotherPipelineIsRefusedAndDisturbsNobody() {
    nodes.add(TestNodes.start(counting(in), data, Map.of()));
    in.send("a");
    await().until(() -> out.size() == 1);
    Pipeline other =
        TestNodes.named(
            "other",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(MemorySource.create()))
                    .keyBy(word -> word)
                    .step(COUNT)
                    .to(Sink.named("counts", Codec.lines()).into(MemorySink.create())));
    assertThatThrownBy(() -> TestNodes.join(nodes.get(0), other, data, Map.of()))
        .isInstanceOf(PotorooException.class)
        .hasMessageContaining("POTOROO-3007")
        .hasMessageContaining("[other,");
    in.send("a");
    await().until(() -> out.size() == 2);
    assertThat(join(nodes.get(0).status()).state()).isEqualTo(State.RUNNING);
    in.end();
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.ENDED);
  }

  @Test
  void aNodeWithAnotherNumberOfShardsIsRefusedAndDisturbsNobody() {
    nodes.add(TestNodes.start(counting(in), data, Map.of()));
    assertThatThrownBy(
            () -> TestNodes.join(nodes.get(0), counting(in), data, Map.of("potoroo.shards", 64)))
        .isInstanceOf(PotorooException.class)
        .hasMessageContaining("POTOROO-3007")
        .hasMessageContaining("64 shards");
    in.send("a", "b");
    in.end();
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.ENDED);
    assertThat(out.size()).isEqualTo(2);
  }

  @Test
  void aSmallWindowAndAFanOutEndWithExactCounts() {
    Step<String, Long, String> tenfold =
        Step.named("tenfold")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(
                String.class,
                (n, word, ctx) ->
                    ctx.become(n + 1).emitAll(Collections.nCopies(10, word + (n + 1) % 7)));
    for (int i = 0; i < 20_000; i++) {
      in.send("k" + i % 50);
    }
    in.end();
    Pipeline pipeline =
        TestNodes.named(
            "fan-out",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(in))
                    .keyBy(word -> word)
                    .step(tenfold)
                    .keyBy(word -> word)
                    .step(COUNT)
                    .to(Sink.named("counts", Codec.lines()).into(out)));
    start(
        2,
        pipeline,
        Map.of(
            "potoroo.window", 1000,
            "potoroo.batch", 500,
            "potoroo.wire.max-message-size", "4 KiB",
            "potoroo.wire.in-flight", 1));
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.ENDED);
    assertThat(out.size()).isEqualTo(200_000);
    PipelineStatus status = join(nodes.get(0).status());
    assertThat(status.steps()).extracting(s -> s.records()).containsExactly(20_000L, 200_000L);
    await().until(() -> join(nodes.get(0).status()).inFlight() == 0);
  }

  @Test
  void recordsLargerThanAMessageCrossNodes() {
    String large = "ä".repeat(500_000);
    for (int i = 0; i < 40; i++) {
      in.send(i + "|" + (i % 2 == 0 ? large : "small"));
    }
    in.end();
    Step<String, Long, String> length =
        Step.named("length")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(
                String.class,
                (n, word, ctx) ->
                    ctx.become(n + word.length()).emit(ctx.key() + "=" + word.length()));
    Pipeline pipeline =
        TestNodes.named(
            "large",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(in))
                    .keyBy(word -> word.substring(0, word.indexOf('|')))
                    .step(length)
                    .to(Sink.named("counts", Codec.lines()).into(out)));
    start(2, pipeline, Map.of("potoroo.wire.max-message-size", "16 KiB"));
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.ENDED);
    assertThat(out.texts())
        .hasSize(40)
        .contains("0=500002", "1=7", "38=500003", "39=8")
        .filteredOn(text -> text.endsWith("=500002") || text.endsWith("=500003"))
        .hasSize(20);
  }

  @Test
  void aLargeStateIsToldByAnyNodeAndChangedOnItsOwn() {
    Step<String, String, Void> keep =
        Step.named("keep")
            .in(String.class)
            .state(String.class, () -> "")
            .out(Void.class)
            .on(String.class, (state, word, ctx) -> ctx.become(word));
    String large = "ä".repeat(400_000);
    String tooLarge = "ä".repeat(2_000_000);
    in.send("1|" + large, "2|" + tooLarge + "|" + tooLarge);
    Pipeline pipeline =
        TestNodes.named(
            "large-states",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(in))
                    .keyBy(word -> word.substring(0, 1))
                    .step(keep));
    start(2, pipeline, Map.of("potoroo.max-record-size", "16 MiB"));
    PipelineService first = nodes.get(0);
    await().until(() -> join(first.status()).steps().get(0).records() == 2);
    for (PipelineService node : nodes) {
      EntityStatus found = join(node.entity("keep", "1")).orElseThrow();
      assertThat(found.state().textValue()).isEqualTo("1|" + large);
      boolean here = found.node().equals(node.address());
      RepairResult changed =
          join(
              node.repairs()
                  .order(
                      new Repair(
                          "keep",
                          "1",
                          Repair.Action.EDIT,
                          "a test",
                          found.version(),
                          found.state())));
      assertThat(changed.outcome())
          .isEqualTo(here ? RepairResult.Outcome.DONE : RepairResult.Outcome.UNREADABLE);
      assertThat(changed.message()).contains(here ? "" : "ask node [" + found.node() + "]");
      EntityStatus other = join(node.entity("keep", "2")).orElseThrow();
      assertThat(other.state().textValue())
          .contains(
              other.node().equals(node.address())
                  ? tooLarge
                  : "too many to be told by another node: ask [" + other.node() + "]");
    }
  }

  @Test
  void manyLongKeysCanBeListedFromAnyNode() {
    Step<String, Long, Void> keep =
        Step.named("keep")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(Void.class)
            .on(String.class, (n, word, ctx) -> ctx.become(n + 1));
    List<String> keys =
        IntStream.range(0, 500).mapToObj(i -> "%03d".formatted(i) + "k".repeat(1_000)).toList();
    keys.forEach(in::send);
    in.end();
    Pipeline pipeline =
        TestNodes.named(
            "long-keys",
            flow ->
                flow.from(Source.named("words", Codec.lines()).from(in))
                    .keyBy(word -> word)
                    .step(keep));
    start(2, pipeline, Map.of("potoroo.wire.max-message-size", "16 KiB"));
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.ENDED);
    for (PipelineService node : nodes) {
      List<String> found = new ArrayList<>();
      Optional<String> cursor = Optional.empty();
      do {
        EntityPage page = join(node.entities("keep", "", 500, cursor));
        assertThat(page.members()).isEqualTo(new Members(2, 2));
        page.items().forEach(item -> found.add(item.key()));
        cursor = Optional.ofNullable(page.nextCursor());
      } while (cursor.isPresent());
      assertThat(found).isEqualTo(keys);
    }
  }
}
