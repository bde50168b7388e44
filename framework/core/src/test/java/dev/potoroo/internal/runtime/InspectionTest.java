package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.potoroo.service.Inspection;
import dev.potoroo.status.Answered;
import dev.potoroo.status.EntityHistory;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.HotKeys;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.LiveTopology;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.StatePredicate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking into the objects of a real node. */
class InspectionTest extends InspectionFixture {
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
