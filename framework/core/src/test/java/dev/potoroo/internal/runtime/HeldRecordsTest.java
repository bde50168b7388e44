package dev.potoroo.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldRecordsTest {
  /** What a store has of them, and what it would have if the round were not committed. */
  private static final class Store {
    final Map<Integer, byte[]> chunks = new HashMap<>();
    HeldRecords.Extent extent = new HeldRecords.Extent(0, 0, 0, 0, 0);

    void commit(HeldRecords held) {
      held.takeChanges()
          .forEach(
              (number, bytes) -> {
                if (bytes == null) {
                  chunks.remove(number);
                } else {
                  chunks.put(number, bytes);
                }
              });
      extent = held.extent();
    }
  }

  private static byte[] record(Random random, long number) {
    return (number + " " + "x".repeat(random.nextInt(2000))).getBytes(UTF_8);
  }

  private static void needHead(HeldRecords held, Store store) {
    Integer missing = held.missing();
    if (missing != null) {
      held.loaded(missing, store.chunks.get(missing));
    }
  }

  /** Against a plain queue, with crashes that bring back what was committed. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void areAQueueWhateverOfThemIsInTheStoreAlone(long seed) {
    Random random = new Random(seed);
    Store store = new Store();
    ArrayDeque<String> wanted = new ArrayDeque<>();
    ArrayDeque<String> committed = new ArrayDeque<>();
    HeldRecords held = new HeldRecords();
    long next = 0;
    for (int i = 0; i < 3000; i++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          for (int n = random.nextInt(60); n > 0; n--) {
            byte[] record = record(random, next++);
            held.add(record);
            wanted.add(new String(record, UTF_8));
          }
        }
        case 3, 4 -> {
          for (int n = random.nextInt(80); n > 0 && !wanted.isEmpty(); n--) {
            needHead(held, store);
            assertThat(new String(held.head(), UTF_8)).isEqualTo(wanted.remove());
            held.removeHead();
          }
        }
        case 5 -> {
          if (!wanted.isEmpty()) {
            needHead(held, store);
            byte[] other = record(random, -next);
            held.replaceHead(other);
            wanted.remove();
            wanted.addFirst(new String(other, UTF_8));
          }
        }
        case 6 -> {
          store.commit(held);
          committed = wanted.clone();
          if (random.nextBoolean()) {
            held.spill(random.nextBoolean());
          }
        }
        default -> {
          if (random.nextInt(4) == 0) {
            held = HeldRecords.restored(store.extent);
            wanted = committed.clone();
          }
        }
      }
      assertThat(held.count()).isEqualTo(wanted.size());
    }
    store.commit(held);
    held = HeldRecords.restored(store.extent);
    for (String record : wanted) {
      needHead(held, store);
      assertThat(new String(held.first(1).get(0), UTF_8)).isEqualTo(record);
      held.removeHead();
    }
    store.commit(held);
    assertThat(held.isEmpty()).isTrue();
    assertThat(held.bytes()).isZero();
    assertThat(store.chunks).isEmpty();
  }

  @Test
  void takeLittleMemoryOnceTheyAreStored() {
    HeldRecords held = new HeldRecords();
    for (int i = 0; i < 10_000; i++) {
      held.add(new byte[1000]);
    }
    long before = held.bytes();
    held.takeChanges();
    held.spill(false);
    assertThat(held.bytes()).isLessThan(before / 50).isPositive();
    held.spill(true);
    assertThat(held.bytes()).isZero();
    held.add(new byte[10]);
    assertThat(held.takeChanges()).as("only what was added is written").hasSize(1);
  }

  @Test
  void doNotTakeADamagedChunkForRecords() {
    HeldRecords held = new HeldRecords();
    held.add(new byte[] {1, 2, 3});
    byte[] chunk = held.takeChanges().get(0);
    HeldRecords restored = HeldRecords.restored(held.extent());
    assertThatThrownBy(() -> restored.loaded(0, java.util.Arrays.copyOf(chunk, 5)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> restored.loaded(0, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
