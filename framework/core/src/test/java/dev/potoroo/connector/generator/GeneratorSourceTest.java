package dev.potoroo.connector.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.SourceReader.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GeneratorSourceTest {
  private static final Generator<String> NUMBERS =
      (index, random) -> index + ":" + random.nextInt(1000);

  @Test
  void givesTheSameRecordsForAnyNumberOfPartitions() throws Exception {
    List<Object> one = all(GeneratorSource.of(NUMBERS).count(100));
    assertThat(one).hasSize(100).doesNotHaveDuplicates();
    for (int partitions : new int[] {2, 7, 100, 150}) {
      assertThat(all(GeneratorSource.of(NUMBERS).count(100).partitions(partitions)))
          .containsExactlyInAnyOrderElementsOf(one);
    }
  }

  @Test
  void givesOtherRandomNumbersWithAnotherSeed() throws Exception {
    List<Object> first = all(GeneratorSource.of(NUMBERS).count(100));
    assertThat(all(GeneratorSource.of(NUMBERS).count(100).seed(1))).isEqualTo(first);
    assertThat(all(GeneratorSource.of(NUMBERS).count(100).seed(2))).isNotEqualTo(first);
  }

  @Test
  void keepsToItsScheduleWithoutDrift() throws Exception {
    AtomicLong now = new AtomicLong(1);
    try (SourceReader reader = reader(1_000, now)) {
      assertThat(poll(reader)).containsExactly(0L);
      assertThat(poll(reader)).isEmpty();
      now.addAndGet(2_500_000);
      assertThat(poll(reader)).containsExactly(1L, 2L);
      now.addAndGet(500_000);
      assertThat(poll(reader)).containsExactly(3L);
      now.addAndGet(1_000_000_000);
      assertThat(poll(reader)).hasSize(1000);
    }
  }

  @Test
  void waitsBrieflyWhenNothingIsDue() {
    AtomicLong now = new AtomicLong(1);
    try (GeneratorReader reader = reader(1, now)) {
      reader.poll(new CollectingBatch());
      long before = System.nanoTime();
      assertThat(reader.poll(new CollectingBatch())).isEqualTo(Progress.WAITING);
      // An early wake-up is allowed; a spin or a long sleep is not. Bounds leave room for a busy
      // machine.
      assertThat(System.nanoTime() - before).isBetween(1_000_000L, 2_000_000_000L);
    }
  }

  @Test
  void goesOnFromAPositionAtItsRateAndHasNothingToCatchUp() {
    AtomicLong now = new AtomicLong(1);
    long position = 1_000_000;
    for (int partition = 0; partition < 2; partition++) {
      Share share = new Share(partition, 2, 0);
      Schedule schedule = GeneratorSource.schedule(10, position, 2, now::get);
      GeneratorReader reader =
          new GeneratorReader("in", (index, random) -> index, 1, share, schedule, position);
      long first = 2 * position + partition;
      List<Object> atOnce = poll(reader);
      now.addAndGet(100_000_000);
      List<Object> soon = poll(reader);
      assertThat(atOnce.isEmpty() ? soon : atOnce).containsExactly(first);
      now.addAndGet(1_000_000_000);
      assertThat(poll(reader)).hasSize(5).startsWith(first + 2);
    }
  }

  @Test
  void hasEndedIfThereAreFewerRecordsThanWereRead() throws Exception {
    try (SourceReader reader = Reading.open(GeneratorSource.of(NUMBERS).count(5), 7)) {
      assertThat(reader.poll(new CollectingBatch())).isEqualTo(Progress.ENDED);
      assertThat(reader.lag()).isZero();
    }
  }

  @Test
  void sharesTheRateAmongPartitions() {
    AtomicLong now = new AtomicLong(1);
    Schedule schedule = new Schedule(10, 0, now::get);
    Share second = new Share(1, 2, 0);
    GeneratorReader reader =
        new GeneratorReader("in", (index, random) -> index, 1, second, schedule, 0);
    now.addAndGet(1_000_000_000);
    assertThat(poll(reader)).containsExactly(1L, 3L, 5L, 7L, 9L);
  }

  @Test
  void namesTheIndexAtWhichTheGeneratorFailed() throws Exception {
    Generator<Integer> failing = (index, random) -> (int) (10 / (2 - index));
    try (SourceReader reader = Reading.open(GeneratorSource.of(failing), 0)) {
      assertThatThrownBy(() -> reader.poll(new CollectingBatch()))
          .hasMessageContaining("source [in]")
          .hasMessageContaining("index [2]")
          .hasCauseInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void refusesSettingsOutOfRange() {
    GeneratorSource source = GeneratorSource.of(NUMBERS);
    assertThatThrownBy(() -> source.partitions(1025)).hasMessageContaining("partitions [1025]");
    assertThatThrownBy(() -> source.rate(-1)).hasMessageContaining("rate [-1]");
    assertThatThrownBy(() -> source.count(-1)).hasMessageContaining("count [-1]");
  }

  private static GeneratorReader reader(long rate, AtomicLong now) {
    Schedule schedule = new Schedule(rate, 0, now::get);
    return new GeneratorReader("in", (index, random) -> index, 1, new Share(0, 1, 0), schedule, 0);
  }

  private static List<Object> poll(SourceReader reader) {
    CollectingBatch batch = new CollectingBatch();
    try {
      reader.poll(batch);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return batch.records();
  }

  private static List<Object> all(SourceConnector source) throws Exception {
    List<Object> all = new ArrayList<>();
    for (String partition : source.partitions()) {
      all.addAll(Reading.toEnd(source, partition, 0, 1000).records());
    }
    return all;
  }
}
