package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Which keys are hot, by plain logic: no heavy one is missed, and estimates are near. */
class HotPartsTest {

  @Property(tries = 200)
  void missesNoHeavyKeyAndShowsNoneTooLight(
      @ForAll @Size(max = 400) List<@IntRange(max = 40) Integer> keys) {
    int capacity = 8;
    SpaceSaving sketch = new SpaceSaving(capacity);
    Map<String, Long> exact = new HashMap<>();
    long total = 0;
    for (int key : keys) {
      long weight = 1 + key % 3;
      sketch.add("k" + key, weight);
      exact.merge("k" + key, weight, Long::sum);
      total += weight;
    }
    Map<String, SpaceSaving.Heavy> found = new HashMap<>();
    sketch.all().forEach(heavy -> found.put(heavy.key(), heavy));
    assertThat(found).hasSizeLessThanOrEqualTo(capacity);
    for (SpaceSaving.Heavy heavy : found.values()) {
      long real = exact.get(heavy.key());
      assertThat(heavy.weight()).isGreaterThanOrEqualTo(real);
      assertThat(heavy.weight() - heavy.error()).isLessThanOrEqualTo(real);
    }
    for (Map.Entry<String, Long> one : exact.entrySet()) {
      if (one.getValue() > total / capacity) {
        assertThat(found).containsKey(one.getKey());
      }
    }
  }

  private static Slot[] slots(int count) {
    Slot[] slots = new Slot[count];
    for (int i = 0; i < count; i++) {
      slots[i] = new Slot("k" + i);
    }
    return slots;
  }

  /** Every third record is of one key; the others come in turn, as a sample must not notice. */
  @Test
  void estimatesHowMuchAKeyHasToDo() {
    HotSketch sketch = new HotSketch(64, 10_000, 0);
    Slot[] keys = slots(256);
    int size = 16_384;
    Slot[] batch = new Slot[size];
    long records = 0;
    for (long now = 0; now < 9_000; now += 100) {
      for (int i = 0; i < size; i++) {
        batch[i] = i % 3 == 0 ? keys[0] : keys[1 + i % 255];
        records += i % 3 == 0 ? 1 : 0;
      }
      sketch.batch(size, now);
      sketch.sample(batch, 0, size / 2, 0);
      sketch.sample(batch, size / 2, size / 2, size / 2);
      for (Slot key : keys) {
        if ((key.watched & Slot.TIMED) != 0) {
          // 1 microsecond a record.
          int count = key == keys[0] ? size / 3 : size * 2 / 3 / 255;
          sketch.timed(key, count, count * 1000L);
        }
      }
    }
    HotSketch.Load hot = sketch.loads(9_000).get("k0");
    double perSecond = records / 9.0;
    assertThat(hot.recordsPerSecond()).isCloseTo(perSecond, within(perSecond * 0.1));
    assertThat(hot.busy()).isCloseTo(perSecond / 1e6, within(perSecond / 1e6 * 0.1));
    sketch.loads(9_000).entrySet().stream()
        .filter(load -> !load.getKey().equals("k0"))
        .forEach(
            load -> assertThat(load.getValue().recordsPerSecond()).isLessThan(perSecond * 0.1));
  }

  @Test
  void seesEachOfAFewRecordsAndForgetsThem() {
    HotSketch sketch = new HotSketch(16, 1000, 0);
    Slot[] one = slots(1);
    for (long now = 0; now < 500; now += 10) {
      sketch.batch(1, now);
      sketch.sample(one, 0, 1, 0);
    }
    assertThat(sketch.loads(500).get("k0").recordsPerSecond()).isCloseTo(100, within(1.0));
    assertThat(sketch.loads(1_500)).containsKey("k0");
    assertThat(sketch.loads(4_000)).as("nothing since").doesNotContainKey("k0");
  }

  @Property(tries = 100)
  void knowsTheLargestStates(@ForAll @Size(max = 200) List<@IntRange(max = 30) Integer> writes) {
    int capacity = 50;
    LargestStates largest = new LargestStates(capacity);
    Map<String, Integer> exact = new HashMap<>();
    SplittableRandom random = new SplittableRandom(writes.size());
    for (int key : writes) {
      int bytes = random.nextInt(5);
      largest.written("k" + key, bytes);
      exact.put("k" + key, bytes);
    }
    exact.values().removeIf(bytes -> bytes == 0);
    List<LargestStates.Size> found = new ArrayList<>(largest.all());
    assertThat(found).hasSize(exact.size());
    found.forEach(size -> assertThat(exact).containsEntry(size.key(), size.bytes()));
    assertThat(found.stream().map(LargestStates.Size::bytes).toList())
        .isSortedAccordingTo((a, b) -> b - a);
  }

  @Test
  void makesRoomForALargerState() {
    LargestStates largest = new LargestStates(2);
    largest.written("a", 1);
    largest.written("b", 3);
    largest.written("c", 2);
    largest.written("d", 1);
    assertThat(largest.all().stream().map(LargestStates.Size::key)).containsExactly("b", "c");
  }
}
