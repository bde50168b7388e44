package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Next;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.service.Inspection;
import dev.potoroo.service.PipelineService;
import dev.potoroo.service.Tail;
import dev.potoroo.status.Answered;
import dev.potoroo.status.DryRun;
import dev.potoroo.status.EntityHistory;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.HotKeys;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.LiveTopology;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.StatePredicate;
import dev.potoroo.status.TailEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Looking into the objects of a real node. */
@Timeout(180)
class InspectionTest {
  @TempDir Path data;

  private final MemorySource in = MemorySource.create();
  private PipelineService service;

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

  /** The same, changed in place. */
  static final class Total {
    public long sum;
  }

  private static final Step<String, Numbers, String> ADDING =
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

  private static final Step<String, Total, String> IN_PLACE =
      Step.named("add")
          .in(String.class)
          .mutableState(Total.class, Total::new)
          .out(String.class)
          .on(
              String.class,
              (total, line, ctx) -> {
                total.sum += 1000;
                total.sum += number(line) - 1000;
                return ctx.keep();
              })
          .query(
              MissingTo.class,
              (total, q, ctx) -> {
                total.sum = q.goal() - total.sum;
                return total.sum;
              });

  private static long missing(int goal, long sum) {
    if (sum > goal) {
      throw new IllegalStateException("more than that");
    }
    return goal - sum;
  }

  private static int number(String line) {
    return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
  }

  private Inspection start(Step<String, ?, String> step, Map<String, ?> settings) {
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

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private void awaitHandled(long records) {
    await().until(() -> get(service.status()).steps().get(0).records() >= records);
  }

  private JsonNode state(String key) {
    return get(service.entity("add", key)).orElseThrow().state();
  }

  private static List<String> keys(CompletionStage<HotKeys> hot) {
    return get(hot).items().stream().map(HotKeys.Item::key).toList();
  }

  @Test
  void findsTheHottestKeys() {
    Inspection inspection = start(ADDING, Map.of());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      lines.add((i % 2 == 0 ? "hot" : i % 10 == 1 ? "warm" : "k" + i % 1000) + " 1");
    }
    lines.add("long 1234567");
    IntStream.range(0, 9).forEach(i -> lines.add("held x"));
    in.send(lines.toArray(String[]::new));
    awaitHandled(lines.size() - 9);
    await().until(() -> keys(inspection.hot("add", HotKeys.By.HELD, 5)).contains("held"));
    assertThat(keys(inspection.hot("add", HotKeys.By.RATE, 2))).containsExactly("hot", "warm");
    assertThat(keys(inspection.hot("add", HotKeys.By.TIME, 1))).hasSize(1);
    HotKeys.Item held = get(inspection.hot("add", HotKeys.By.HELD, 5)).items().get(0);
    assertThat(held.held()).isEqualTo(9);
    await()
        .untilAsserted(
            () ->
                assertThat(get(inspection.hot("add", HotKeys.By.SIZE, 3)).items())
                    .first()
                    .satisfies(
                        item -> {
                          assertThat(item.stateBytes()).isGreaterThan(20);
                          assertThat(item.key()).isIn("hot", "warm", "long");
                        }));
    // After a restart held records are in the store alone.
    service.close();
    Inspection again = start(ADDING, Map.of());
    await().until(() -> keys(again.hot("add", HotKeys.By.HELD, 5)).equals(List.of("held")));
    assertThat(get(again.hot("add", HotKeys.By.HELD, 5)).items().get(0).held()).isEqualTo(9);
  }

  @Test
  void saysHowMuchGoesThroughTheGraph() {
    Inspection inspection = start(ADDING, Map.of());
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              in.send("a 1");
              LiveTopology live = get(inspection.live());
              assertThat(live.nodes())
                  .extracting(LiveTopology.Node::name)
                  .containsExactly("lines", "add", "out");
              assertThat(live.nodes())
                  .allSatisfy(node -> assertThat(node.recordsPerSecond()).isPositive());
              assertThat(live.nodes().get(1).latency()).isNotNull();
              assertThat(live.edges())
                  .allSatisfy(
                      edge -> {
                        assertThat(edge.recordsPerSecond()).isPositive();
                        assertThat(edge.latency().p50()).isPositive();
                      });
            });
  }

  /** Lines that the trace has written to the log. */
  private static List<String> traced(ListAppender<ILoggingEvent> log) {
    synchronized (log) {
      return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  @Test
  void writesToTheLogWhatHappensToAKeyForAWhile() {
    Inspection inspection = start(ADDING, Map.of("potoroo.inspect.tails", 1));
    Logger logger = (Logger) LoggerFactory.getLogger(KeyTraces.LOGGER);
    ListAppender<ILoggingEvent> log =
        new ListAppender<>() {
          @Override
          protected synchronized void append(ILoggingEvent event) {
            super.append(event);
          }
        };
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    try {
      assertThat(inspection.trace("add", "a", Duration.ofHours(1), "a test")).isPresent();
      await().until(() -> traced(log).stream().anyMatch(line -> line.contains("FOLLOWING")));
      in.send("a 7", "b 8");
      await().until(() -> traced(log).stream().anyMatch(line -> line.contains("\"a 7\"")));
      assertThat(traced(log).get(0)).startsWith("[add] key [a]: traced until").contains("a test");
      assertThat(inspection.trace("add", "b", Duration.ofHours(1), "x")).as("one more").isEmpty();
      // A shorter one takes its place, and expires.
      assertThat(inspection.trace("add", "a", Duration.ofMillis(1), "x")).isPresent();
      await().until(() -> traced(log).contains("[add] key [a]: trace has expired"));
      await()
          .untilAsserted(
              () -> assertThat(inspection.trace("add", "b", Duration.ofHours(1), "x")).isPresent());
      assertThat(inspection.trace("add", "b", Duration.ZERO, "x")).isPresent();
      assertThat(traced(log)).last().isEqualTo("[add] key [b]: trace ended");
      assertThat(traced(log)).noneMatch(line -> line.contains("\"b 8\""));
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
    assertThatThrownBy(() -> inspection.trace("add", "a", Duration.ofHours(25), "x"))
        .hasMessageContaining("24 hours");
  }

  private EntityHistory history(String key, int limit) {
    Answered<EntityHistory> answer = get(service.inspection().history("add", key, limit));
    assertThat(answer.outcome()).as(answer.message()).isEqualTo(Answered.Outcome.OK);
    return answer.value();
  }

  private void sendAndCommit(String line, long sum) {
    in.send(line);
    await()
        .until(
            () -> {
              var answer = get(service.inspection().history("add", "a", 1)).value();
              return answer != null
                  && answer.current() != null
                  && answer.current().state().at("/sum").asLong() == sum;
            });
  }

  @Test
  void tellsWhatAnObjectWas() {
    Map<String, ?> settings =
        Map.of("potoroo.steps.add.history", 3, "potoroo.masked-fields", List.of("latest"));
    start(ADDING, settings);
    sendAndCommit("a 1", 1);
    assertThat(history("a", 5).superseded()).isEmpty();
    for (int sum = 2; sum <= 5; sum++) {
      sendAndCommit("a 1", sum);
    }
    // The past is there after a restart too.
    service.close();
    start(ADDING, settings);
    EntityHistory kept = history("a", 2);
    assertThat(kept.current().version()).isEqualTo(5);
    assertThat(kept.older()).isEqualTo(1);
    assertThat(kept.superseded())
        .extracting(one -> one.version() + " " + one.state() + " " + one.patch())
        .containsExactly(
            "4 {\"sum\":4,\"latest\":\"***\"} [{\"op\":\"replace\",\"path\":\"/sum\",\"value\":5}]",
            "3 {\"sum\":3,\"latest\":\"***\"} [{\"op\":\"replace\",\"path\":\"/sum\",\"value\":4}]");
    assertThat(kept.superseded().get(0).supersededIn()).isEqualTo(kept.current().round());
    // What was removed is still known, and what was never there is not.
    in.send("a -1");
    await().until(() -> history("a", 5).current() == null);
    assertThat(history("a", 5).superseded())
        .extracting(EntityHistory.Superseded::version, EntityHistory.Superseded::removed)
        .containsExactly(tuple(5L, true), tuple(4L, false), tuple(3L, false));
    assertThat(get(service.inspection().history("add", "b", 5)).outcome())
        .isEqualTo(Answered.Outcome.NO_SUCH_ENTITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "memory"})
  void saysIfNothingIsKept(String store) {
    int versions = store.equals("memory") ? 3 : 0;
    Inspection inspection =
        start(ADDING, Map.of("potoroo.store.type", store, "potoroo.steps.add.history", versions));
    assertThat(get(inspection.history("add", "a", 5)).outcome())
        .isEqualTo(Answered.Outcome.NOT_KEPT);
    assertThatThrownBy(() -> inspection.history("add", "a", 501))
        .hasMessageContaining("limit must be 1 to 500");
  }

  /** Takes events until one is as wanted. */
  private static List<TailEvent> until(Tail tail, Predicate<TailEvent> wanted) {
    List<TailEvent> events = new ArrayList<>();
    while (events.stream().noneMatch(wanted)) {
      events.addAll(get(tail.next()));
    }
    return events;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "memory"})
  void tellsWhatHappensToAKey(String store) {
    Inspection inspection = start(ADDING, Map.of("potoroo.store.type", store));
    in.send("a 1", "b 1");
    awaitHandled(2);
    try (Tail tail = inspection.tail("add", "a").orElseThrow()) {
      assertThat(get(tail.next()))
          .extracting(TailEvent::kind)
          .containsExactly(TailEvent.Kind.FOLLOWING);
      in.send("b 5", "a 2", "a 3", "a x");
      List<TailEvent> events = until(tail, event -> event.error() != null);
      assertThat(events)
          .extracting(TailEvent::record)
          .containsExactly(
              TextNode.valueOf("a 2"), TextNode.valueOf("a 3"), TextNode.valueOf("a x"));
      TailEvent first = events.get(0);
      assertThat(first.before().at("/sum").asInt()).isEqualTo(1);
      assertThat(first.patch().toString())
          .contains("{\"op\":\"replace\",\"path\":\"/sum\",\"value\":3}");
      assertThat(first.outputs()).containsExactly(TextNode.valueOf("a+2"));
      assertThat(first.version()).isEqualTo(2);
      assertThat(events.get(1).before()).as("it follows from the event before").isNull();
      assertThat(events.get(2).error()).contains("NumberFormatException");
      assertThat(events.get(2).patch()).isNull();
    }
  }

  @Test
  void followsAKeyThatIsNotThereYetAndOverARollback() {
    Inspection inspection = start(ADDING, Map.of("potoroo.rounds.max-rollbacks", 10));
    try (Tail tail = inspection.tail("add", "new").orElseThrow()) {
      until(tail, event -> event.kind() == TailEvent.Kind.FOLLOWING);
      in.send("new 7");
      TailEvent born = until(tail, event -> event.record() != null).get(0);
      assertThat(born.before()).isNull();
      assertThat(born.patch().at("/0/op").asText()).isEqualTo("replace");
      long generation = get(service.rounds()).generation();
      rollBack(generation);
      TailEvent again = until(tail, event -> event.kind() == TailEvent.Kind.FOLLOWING).get(0);
      assertThat(again.generation()).isGreaterThan(generation);
      in.send("new -1");
      TailEvent gone =
          until(tail, e -> e.record() != null && e.record().asText().equals("new -1")).get(0);
      assertThat(gone).isNotNull();
    }
  }

  @SuppressWarnings("unchecked")
  private void rollBack(long generation) {
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
  }

  @Test
  void tellsASlowReaderWhatItHasMissed() {
    int records = 50_000;
    Inspection inspection =
        start(
            ADDING,
            Map.of("potoroo.inspect.tail-buffer", "16 KiB", "potoroo.inspect.tail-load", 2));
    try (Tail tail = inspection.tail("add", "hot").orElseThrow()) {
      until(tail, event -> event.kind() == TailEvent.Kind.FOLLOWING);
      in.send(IntStream.rangeClosed(1, records).mapToObj(i -> "hot " + i).toArray(String[]::new));
      awaitHandled(records);
      long told = 0;
      long skipped = 0;
      while (told + skipped < records) {
        for (TailEvent event : get(tail.next())) {
          skipped += event.skipped();
          if (event.record() != null) {
            told++;
            assertThat(number(event.record().asText()))
                .as("nothing is untold")
                .isEqualTo((int) (told + skipped));
          }
        }
      }
      assertThat(told + skipped).isEqualTo(records);
      assertThat(told).isPositive();
      assertThat(skipped).isGreaterThan(records / 2);
    }
  }

  @Test
  void letsOnlySoManyFollow() {
    Inspection inspection = start(ADDING, Map.of("potoroo.inspect.tails", 1));
    Tail tail = inspection.tail("add", "a").orElseThrow();
    assertThat(inspection.tail("add", "b")).isEmpty();
    tail.close();
    tail.close();
    Tail next = inspection.tail("add", "b").orElseThrow();
    assertThat(inspection.tail("add", "c")).isEmpty();
    next.close();
  }

  @Test
  void saysWhatARecordWouldDo() {
    Inspection inspection = start(ADDING, Map.of());
    in.send("a 1");
    awaitHandled(1);
    DryRun run = dryRun(inspection, "a", "a 41");
    assertThat(run.change()).isEqualTo(Next.Change.BECOME);
    assertThat(run.after().get("sum").asInt()).isEqualTo(42);
    assertThat(run.outputs()).containsExactly(TextNode.valueOf("a+41"));
    assertThat(run.live()).isTrue();
    assertThat(dryRun(inspection, "a", "a -1").after()).isNull();
    DryRun fails = dryRun(inspection, "a", "a x");
    assertThat(fails.errorType()).isEqualTo("java.lang.NumberFormatException");
    assertThat(fails.onError()).isEqualTo("QUARANTINE_KEY");
    DryRun absent = dryRun(inspection, "none", "none 5");
    assertThat(absent.before()).isNull();
    assertThat(absent.after().get("sum").asInt()).isEqualTo(5);
    assertThat(get(inspection.dryRun("add", "a", JsonNodeFactory.instance.arrayNode())).outcome())
        .isEqualTo(Answered.Outcome.UNREADABLE);
    assertThat(state("a").get("sum").asInt()).as("nothing is applied").isEqualTo(1);
    assertThat(get(service.entity("add", "none"))).isEmpty();
  }

  private static DryRun dryRun(Inspection inspection, String key, String line) {
    Answered<DryRun> answer = get(inspection.dryRun("add", key, TextNode.valueOf(line)));
    assertThat(answer.outcome()).as(answer.message()).isEqualTo(Answered.Outcome.OK);
    return answer.value();
  }

  @Test
  void changesNoMutableState() {
    Inspection inspection = start(IN_PLACE, Map.of());
    in.send("a 1");
    awaitHandled(1);
    DryRun run = dryRun(inspection, "a", "a 41");
    assertThat(run.before().get("sum").asInt()).isEqualTo(1);
    assertThat(run.after().get("sum").asInt()).isEqualTo(42);
    assertThat(dryRun(inspection, "a", "a x").error()).contains("NumberFormatException");
    assertThat(ask(inspection, "a", 50).value().asLong()).isEqualTo(49);
    assertThat(state("a").get("sum").asInt()).isEqualTo(1);
  }

  private static Answered<JsonNode> ask(Inspection inspection, String key, int goal) {
    return get(
        inspection.query(
            "add", key, "missing-to", JsonNodeFactory.instance.objectNode().put("goal", goal)));
  }

  @Test
  void answersQuestionsOfTheApplications() {
    Inspection inspection = start(ADDING, Map.of());
    in.send("a 1");
    awaitHandled(1);
    assertThat(inspection.queries("add")).containsExactly("missing-to");
    assertThat(ask(inspection, "a", 10).value().asLong()).isEqualTo(9);
    Answered<JsonNode> failed = ask(inspection, "a", 0);
    assertThat(failed.outcome()).isEqualTo(Answered.Outcome.FAILED);
    assertThat(failed.message()).contains("more than that");
    assertThat(ask(inspection, "none", 0).outcome()).isEqualTo(Answered.Outcome.NO_SUCH_ENTITY);
    assertThat(get(inspection.query("add", "a", "missing-to", TextNode.valueOf("x"))).outcome())
        .isEqualTo(Answered.Outcome.UNREADABLE);
    assertThatThrownBy(() -> inspection.query("add", "a", "other", TextNode.valueOf("x")))
        .hasMessageContaining("missing-to");
    // As of the last commit, when nothing has woken the object since.
    service.close();
    Inspection again = start(ADDING, Map.of());
    assertThat(ask(again, "a", 10).value().asLong()).isEqualTo(9);
    assertThat(dryRun(again, "a", "a 1").live()).isFalse();
    assertThat(get(service.status()).steps().get(0).objects()).as("none is woken").isZero();
  }

  private static List<String> all(
      Inspection inspection, KeyFilter filter, String prefix, int limit) {
    List<String> keys = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      EntityPage page = get(inspection.entities("add", prefix, filter, limit, cursor));
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      assertThat(page.members().answered()).isEqualTo(page.members().of());
      page.items().forEach(item -> keys.add(item.key()));
      cursor = Optional.ofNullable(page.nextCursor());
    } while (cursor.isPresent());
    return keys;
  }

  private static KeyFilter where(String predicate) {
    return new KeyFilter(false, Optional.empty(), Optional.of(StatePredicate.parse(predicate)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void listsWhatAFilterLetsThrough(boolean live) {
    Map<String, ?> settings = Map.of("potoroo.inspect.scan", 100);
    Inspection inspection = start(ADDING, settings);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      lines.add("k" + (10_000 + i) + " " + i);
    }
    lines.add("k10003 x");
    lines.add("q x");
    in.send(lines.toArray(String[]::new));
    awaitHandled(2_500);
    await().until(() -> get(service.status()).steps().get(0).quarantined() == 2);
    if (!live) {
      service.close();
      inspection = start(ADDING, settings);
    }
    assertThat(all(inspection, where("/sum>2495"), "", 500))
        .containsExactly("k12496", "k12497", "k12498", "k12499");
    assertThat(all(inspection, where("/sum<5"), "k1000", 2))
        .containsExactly("k10000", "k10001", "k10002", "k10003", "k10004");
    KeyFilter quarantined = new KeyFilter(true, Optional.empty(), Optional.empty());
    assertThat(all(inspection, quarantined, "", 1)).containsExactly("k10003", "q");
    KeyFilter both =
        new KeyFilter(true, Optional.empty(), Optional.of(StatePredicate.parse("/sum=3")));
    assertThat(all(inspection, both, "", 5)).containsExactly("k10003");
    KeyFilter idle = new KeyFilter(false, Optional.of(Duration.ofDays(1)), Optional.empty());
    assertThat(all(inspection, idle, "", 500)).isEmpty();
    KeyFilter touched = new KeyFilter(false, Optional.of(Duration.ZERO), Optional.empty());
    assertThat(all(inspection, touched, "k100", 500)).hasSize(100);
  }

  /** A pause is a quarantine that somebody wants: it lasts over restarts, in order. */
  @Test
  void pausesAKeyUntilItIsReleased() {
    start(ADDING, Map.of());
    in.send("a 1", "b 1");
    awaitHandled(2);
    assertThat(order("a", Repair.Action.PAUSE)).isEqualTo(RepairResult.Outcome.DONE);
    assertThat(order("new", Repair.Action.PAUSE)).isEqualTo(RepairResult.Outcome.DONE);
    assertThat(order("a", Repair.Action.PAUSE)).isEqualTo(RepairResult.Outcome.CHANGED);
    in.send("a 2", "b 2", "a 3", "new 7");
    awaitHandled(3);
    await().until(() -> held("a") == 2 && held("new") == 1);
    assertThat(state("a").get("sum").asInt()).isEqualTo(1);
    service.close();
    start(ADDING, Map.of());
    assertThat(get(service.repairs().quarantined("add", "a", 5)).orElseThrow())
        .satisfies(
            paused -> {
              assertThat(paused.reason()).isEqualTo("paused");
              assertThat(paused.error()).isEqualTo("a test");
              assertThat(paused.held()).isEqualTo(2);
            });
    assertThat(order("a", Repair.Action.RELEASE)).isEqualTo(RepairResult.Outcome.DONE);
    assertThat(order("new", Repair.Action.RELEASE)).isEqualTo(RepairResult.Outcome.DONE);
    await().until(() -> state("a").get("sum").asInt() == 6);
    assertThat(state("a").get("latest").toString()).isEqualTo("[3,2,1]");
    await().until(() -> get(service.status()).steps().get(0).quarantined() == 0);
    assertThat(order("b", Repair.Action.PAUSE)).isEqualTo(RepairResult.Outcome.DONE);
    assertThat(order("b", Repair.Action.RELEASE))
        .as("nothing is held")
        .isEqualTo(RepairResult.Outcome.DONE);
    await().until(() -> get(service.status()).steps().get(0).quarantined() == 0);
  }

  private long held(String key) {
    return get(service.repairs().quarantined("add", key, 0)).orElseThrow().held();
  }

  private RepairResult.Outcome order(String key, Repair.Action action) {
    return get(service.repairs().order(new Repair("add", key, action, "a test", null, null)))
        .outcome();
  }

  @Test
  void endsARoundWhenItIsAskedTo() {
    start(ADDING, Map.of("potoroo.rounds.interval", "1h"));
    in.send("a 1");
    awaitHandled(1);
    long before = get(service.rounds()).committedRound();
    service.endRound();
    await().until(() -> get(service.rounds()).committedRound() > before);
  }
}
