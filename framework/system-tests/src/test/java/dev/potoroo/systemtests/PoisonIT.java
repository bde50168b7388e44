package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityPage;
import dev.potoroo.systemtests.Poison.Sum;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Records that cannot be handled park their keys and no others, and cost the others little. What
 * they cost is measured, and told, with a million records or more.
 */
class PoisonIT {
  private static final int RECORDS = Integer.getInteger("test.records", 100_000);
  private static final boolean MEASURES = RECORDS >= 1_000_000;
  private static final int PAIRS = MEASURES ? 9 : 1;

  /** With few keys a million records take a fifth of a second: too little to tell 5 % apart. */
  private static final int RECORDS_OF_FEW_KEYS = MEASURES ? 20 * RECORDS : RECORDS;

  @TempDir private Path directory;
  private int runs;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onePercentOverAllKeysParksThoseAndHalvesNothing(boolean mutable) throws Exception {
    int keys = RECORDS / 10;
    Poison good = new Poison(keys, i -> false, mutable);
    Poison bad = new Poison(keys, i -> i % 100 == 37, mutable);
    compare(
        RECORDS,
        bad,
        good,
        "1 %% of the records, %s state".formatted(mutable ? "mutable" : "immutable"),
        0.5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneAmongAllParksOneKeyAndSlowsNobody(boolean mutable) throws Exception {
    Poison good = new Poison(3_000, i -> false, mutable);
    Poison bad = new Poison(3_000, i -> i == RECORDS_OF_FEW_KEYS / 4, mutable);
    compare(
        RECORDS_OF_FEW_KEYS,
        bad,
        good,
        "one record, %s state".formatted(mutable ? "mutable" : "immutable"),
        0.95);
  }

  private void compare(int records, Poison bad, Poison good, String what, double atLeast)
      throws Exception {
    double[] ratios = new double[PAIRS];
    double[] undisturbed = new double[PAIRS];
    if (MEASURES) {
      run(records, good);
      run(records, bad);
    }
    for (int i = 0; i < PAIRS; i++) {
      // What the machine does beside it, and what the process has done before, meets both alike.
      boolean goodFirst = i % 2 == 0;
      double first = run(records, goodFirst ? good : bad);
      double second = run(records, goodFirst ? bad : good);
      double seconds = goodFirst ? first : second;
      undisturbed[i] = records / seconds;
      ratios[i] = seconds / (goodFirst ? second : first);
    }
    Arrays.sort(ratios);
    Arrays.sort(undisturbed);
    if (MEASURES) {
      System.out.printf(
          "poison: %s: %,.0f records/s undisturbed, with poison %.2f of it (%s)%n",
          what, undisturbed[PAIRS / 2], ratios[PAIRS / 2], Arrays.toString(ratios));
      assertThat(ratios[PAIRS / 2]).as(what).isGreaterThan(atLeast);
    }
  }

  /** How many seconds it takes. */
  private double run(int records, Poison poison) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "potoroo.data-dir",
            directory.resolve("run-" + runs++).toString(),
            "potoroo.cluster.port",
            0,
            "potoroo.bindings.numbers.connector",
            "generator",
            "potoroo.bindings.numbers.count",
            records);
    try (PipelineService service =
        PipelineService.start(
            poison,
            ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load()).resolve())) {
      long began = System.nanoTime();
      Outcome outcome = service.outcome().toCompletableFuture().get(10, TimeUnit.MINUTES);
      double seconds = (System.nanoTime() - began) / 1e9;
      assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ENDED);
      check(service, records, poison);
      return seconds;
    }
  }

  private static void check(PipelineService service, int records, Poison poison) throws Exception {
    Set<String> expected = poison.parked(records);
    assertThat(parked(service)).isEqualTo(expected);
    Map<String, Sum> sums = poison.sums(records);
    List<String> some = new ArrayList<>(sums.keySet().stream().sorted().limit(100).toList());
    expected.stream().filter(sums::containsKey).limit(100).forEach(some::add);
    for (String key : some) {
      JsonNode state =
          service
              .entity(Poison.STEP, key)
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS)
              .orElseThrow()
              .state();
      assertThat(new Sum(state.path("of").asLong(), state.path("count").asLong()))
          .as(key)
          .isEqualTo(sums.get(key));
    }
  }

  private static Set<String> parked(PipelineService service) throws Exception {
    Set<String> parked = new TreeSet<>();
    Optional<String> cursor = Optional.empty();
    do {
      EntityPage page =
          service
              .repairs()
              .quarantined(Poison.STEP, "", 500, cursor)
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      page.items().forEach(item -> parked.add(item.key()));
      cursor = Optional.ofNullable(page.nextCursor());
    } while (cursor.isPresent());
    return parked;
  }
}
