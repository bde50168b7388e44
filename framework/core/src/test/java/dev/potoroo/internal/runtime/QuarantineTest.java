package dev.potoroo.internal.runtime;

import static dev.potoroo.ErrorPolicy.quarantineKey;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Step;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.AuditEntry;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Records that cannot be handled, on a real node: what is held, and what becomes of it. */
class QuarantineTest extends QuarantineFixture {
  /** What {@link #summing} has, in place, and half done when it throws. */
  private static Step<String, Sum, String> summingInPlace() {
    return Step.named("sum")
        .in(String.class)
        .mutableState(Sum.class, Sum::new)
        .out(String.class)
        .on(
            String.class,
            (sum, line, ctx) -> {
              sum.value *= 31;
              sum.value += number(line);
              return ctx.keep().emit(ctx.key() + " " + sum.value);
            });
  }

  /** A state that handlers change. */
  static final class Sum {
    public long value;
  }

  /** Every so many records one that cannot be handled. */
  private static List<String> lines(long seed, int count, int keys, int poisonEvery) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String line = "k" + random.nextInt(keys) + " " + random.nextInt(1000);
      lines.add(random.nextInt(poisonEvery) == 0 ? line.replace(" ", " x") : line);
    }
    return lines;
  }

  /** Replaces what cannot be handled by what was meant, until nothing is parked. */
  private void mendAll(PipelineService service) {
    await()
        .atMost(ofMinutes(1))
        .until(
            () -> {
              List<String> keys = quarantined(service);
              keys.stream()
                  .map(key -> mending(service, key))
                  .toList()
                  .forEach(QuarantineFixture::get);
              return keys.isEmpty();
            });
  }

  @Test
  void parksExactlyTheKeysOfPoisonOverRollbacksAndRestarts() {
    parksExactly(lines(1, 30_000, 300, 300), summing(quarantineKey()));
  }

  @Test
  void parksExactlyTheKeysOfPoisonWithStatesThatChangeInPlace() {
    parksExactly(lines(2, 30_000, 300, 300), summingInPlace());
  }

  @Test
  void parksExactlyTheKeysOfPoisonWithMoreObjectsThanMemory() {
    parksExactly(
        lines(3, 30_000, 5000, 100),
        summing(quarantineKey()),
        Map.of("potoroo.max-live-objects", 1000, "potoroo.window", 500, "potoroo.batch", 100));
  }

  private void parksExactly(List<String> lines, Step<String, ?, String> step) {
    parksExactly(lines, step, Map.of());
  }

  private void parksExactly(
      List<String> lines, Step<String, ?, String> step, Map<String, Object> settings) {
    int part = lines.size() / 6;
    for (int i = 0; i < 6; i++) {
      List<String> some = lines.subList(i * part, (i + 1) * part);
      try (PipelineService service = start(pipeline(step), with(settings, i))) {
        some.subList(0, part / 2).forEach(in::send);
        rollBack(service);
        some.subList(part / 2, part).forEach(in::send);
        rollBack(service);
        if (i == 2) {
          TreeSet<String> half = new TreeSet<>(quarantined(service));
          half.headSet("k2").forEach(key -> mend(service, key));
        }
        if (i % 2 == 1) {
          // Not to its end in order: what was not committed happens again.
          service.system().terminate();
          assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.FAILED);
        }
      }
    }
    TreeSet<String> poisoned = new TreeSet<>();
    lines.stream().filter(line -> line.contains(" x")).forEach(l -> poisoned.add(keyOf(l)));
    // What is released may come to the next record of its key that cannot be handled.
    while (mendsAll(step, settings, poisoned) > 0) {
      assertThat(poisoned).isNotEmpty();
    }
    assertThat(outputs()).isEqualTo(expected(mended(lines)));
  }

  /** Runs to the end; how many keys are parked then. */
  private long mendsAll(
      Step<String, ?, String> step, Map<String, Object> settings, TreeSet<String> poisoned) {
    try (PipelineService service = start(pipeline(step), settings)) {
      await().until(() -> get(service.status()).inFlight() == 0);
      assertThat(poisoned).containsAll(quarantined(service));
      mendAll(service);
      rollBack(service);
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
      return get(service.status()).steps().get(0).quarantined();
    }
  }

  private static Map<String, Object> with(Map<String, Object> settings, int part) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.shards", 16 + part);
    return all;
  }

  @Test
  void showsWhatIsHeldAndTakesOrders() {
    try (PipelineService service = start(pipeline(summing(quarantineKey())), Map.of())) {
      in.send("a 1", "a x2", "a 3", "b 1", "a 4", "a 5", "a 6");
      await().until(() -> quarantined(service, "a").filter(a -> a.held() == 5).isPresent());
      assertThat(quarantined(service)).containsExactly("a");
      assertThat(get(service.status()).steps().get(0).quarantined()).isOne();
      QuarantineStatus parked = quarantined(service, "a").orElseThrow();
      assertThat(parked.error()).contains("x2");
      assertThat(parked.errorType()).isEqualTo(NumberFormatException.class.getName());
      assertThat(parked.reason()).isEqualTo("handler");
      assertThat(parked.records())
          .map(record -> record.asText())
          .containsExactly("a x2", "a 3", "a 4");
      assertThat(quarantined(service, "b")).isEmpty();

      RepairResult wrong = order(service, repair("a", Repair.Action.SKIP, 7L, null));
      assertThat(wrong.outcome()).isEqualTo(RepairResult.Outcome.CHANGED);
      assertThat(wrong.message()).contains("[0]", "[7]");
      RepairResult skipped = order(service, repair("a", Repair.Action.SKIP, 0L, null));
      assertThat(skipped.outcome()).isEqualTo(RepairResult.Outcome.DONE);
      assertThat(skipped.held()).isEqualTo(4);
      assertThat(skipped.head()).isOne();
      assertThat(get(service.status()).steps().get(0).deadLetters()).isOne();
      assertThat(order(service, repair("a", Repair.Action.REPLACE, 1L, "a 30")).outcome())
          .isEqualTo(RepairResult.Outcome.DONE);
      rollBack(service);
      assertThat(quarantined(service, "a").orElseThrow().records().get(0).asText())
          .isEqualTo("a 30");
      assertThat(order(service, repair("a", Repair.Action.EDIT, 4L, 100)).outcome())
          .isEqualTo(RepairResult.Outcome.CHANGED);
      assertThat(order(service, repair("a", Repair.Action.EDIT, 1L, "nonsense")).outcome())
          .isEqualTo(RepairResult.Outcome.UNREADABLE);
      assertThat(order(service, repair("a", Repair.Action.EDIT, 1L, 100)).version()).isEqualTo(2);
      assertThat(release(service, "b").outcome()).isEqualTo(RepairResult.Outcome.NOT_QUARANTINED);
      assertThat(release(service, "a").outcome()).isEqualTo(RepairResult.Outcome.DONE);
      await().until(() -> quarantined(service, "a").isEmpty());
      in.send("a 7");
      in.end();
      get(service.outcome());
      assertThat(expected(List.of("a 100", "a 30", "a 4", "a 5", "a 6", "a 7")).get("a"))
          .endsWith(outputs().get("a").get(outputs().get("a").size() - 1));
      assertThat(get(service.repairs().audit(Optional.empty(), 50, Optional.empty())).items())
          .extracting(AuditEntry::action)
          .containsExactly("SKIP", "REPLACE", "EDIT", "RELEASE");
    }
  }
}
