package dev.potoroo.internal.runtime;

import static dev.potoroo.ErrorPolicy.quarantineKey;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records that are held, and are more than memory takes. */
class QuarantineMemoryTest extends QuarantineFixture {
  @Test
  void heldRecordsMayBeMoreThanMemory() {
    List<String> lines = new ArrayList<>();
    lines.add("a x0");
    for (int i = 0; i < 100_000; i++) {
      lines.add("a " + i % 1000);
    }
    Map<String, Object> small = Map.of("potoroo.held-memory", "128 KiB", "potoroo.lanes", 1);
    try (PipelineService service = start(pipeline(summing(quarantineKey())), small)) {
      lines.forEach(in::send);
      await()
          .atMost(ofMinutes(1))
          .until(() -> quarantined(service, "a").filter(a -> a.held() == 100_001).isPresent());
    }
    try (PipelineService service = start(pipeline(summing(quarantineKey())), small)) {
      assertThat(quarantined(service, "a").orElseThrow().held()).isEqualTo(100_001);
      mend(service, "a");
      rollBack(service);
      in.send("a 5");
      lines.add("a 5");
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(outputs()).isEqualTo(expected(mended(lines)));
  }

  @Test
  void soManyKeysMayBeParkedThatEvenTheirFirstRecordsAreMoreThanMemory() {
    int keys = 3000;
    Map<String, Object> small = Map.of("potoroo.held-memory", "64 KiB", "potoroo.lanes", 1);
    try (PipelineService service = start(pipeline(summing(quarantineKey())), small)) {
      String digits = "0".repeat(200);
      for (int i = 0; i < keys; i++) {
        in.send("k" + i + " x" + digits + i);
      }
      await().until(() -> get(service.status()).steps().get(0).quarantined() == keys);
      in.send("good 7");
      await().until(() -> out.size() == 1);
      assertThat(quarantined(service, "k17").orElseThrow().records().get(0).asText())
          .isEqualTo("k17 x" + digits + 17);
      in.send("k17 1");
      await().until(() -> quarantined(service, "k17").filter(k -> k.held() == 2).isPresent());
      mend(service, "k17");
      await().until(() -> out.size() == 3);
    }
  }

  @Test
  void withoutAStoreNoMoreIsHeldThanMemoryTakesAndTheRestIsKeptAsDeadLetters() throws Exception {
    Map<String, Object> memory =
        Map.of("potoroo.store.type", "memory", "potoroo.held-memory", "64 KiB", "potoroo.lanes", 1);
    try (PipelineService service = start(pipeline(summing(quarantineKey())), memory)) {
      in.send("a x1", "b 1");
      for (int i = 0; i < 5000; i++) {
        in.send("a 1");
      }
      await().until(() -> get(service.status()).steps().get(0).deadLetters() > 0);
      await().until(() -> get(service.status()).inFlight() == 0);
      long held = quarantined(service, "a").orElseThrow().held();
      long letters = get(service.status()).steps().get(0).deadLetters();
      assertThat(held + letters).isEqualTo(5001);
      mend(service, "a");
      await().until(() -> out.size() == held + 1);
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
      assertThat(Files.readAllLines(data.resolve("summing/dead-letters.jsonl")))
          .hasSize((int) letters)
          .allMatch(line -> line.contains("\"held\""));
    }
  }
}
