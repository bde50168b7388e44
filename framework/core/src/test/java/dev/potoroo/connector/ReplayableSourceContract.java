package dev.potoroo.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What every finite, replayable source promises. */
public interface ReplayableSourceContract {

  /** A source with several records in each partition, which ends. */
  SourceConnector finite() throws Exception;

  @Test
  default void readsOnFromAnyPositionExactly() throws Exception {
    SourceConnector source = finite();
    for (String partition : source.partitions()) {
      CollectingBatch all = Reading.toEnd(source, partition, 0, 1000);
      assertThat(all.positions()).hasSizeGreaterThan(2);
      for (int read = 0; read <= all.positions().size(); read++) {
        CollectingBatch before = Reading.some(source, partition, 0, read);
        assertThat(before.positions()).isEqualTo(all.positions().subList(0, read));
        long position = read == 0 ? 0 : all.positions().get(read - 1);
        for (int capacity : new int[] {1, 2, 1000}) {
          CollectingBatch rest = Reading.toEnd(source, partition, position, capacity);
          before.requireFollowedBy(rest, all);
        }
      }
    }
  }

  @Test
  default void readsOnAfterSeveralRestarts() throws Exception {
    SourceConnector source = finite();
    for (String partition : source.partitions()) {
      CollectingBatch all = Reading.toEnd(source, partition, 0, 1000);
      CollectingBatch pieces = new CollectingBatch();
      long position = 0;
      while (pieces.positions().size() < all.positions().size()) {
        pieces.addAll(Reading.some(source, partition, position, 1));
        position = pieces.positions().get(pieces.positions().size() - 1);
      }
      pieces.requireFollowedBy(new CollectingBatch(), all);
      assertThat(Reading.toEnd(source, partition, position, 1).positions()).isEmpty();
    }
  }

  @Test
  default void givesTheSameInBatchesOfAnySize() throws Exception {
    SourceConnector source = finite();
    String partition = source.partitions().get(0);
    CollectingBatch all = Reading.toEnd(source, partition, 0, 1000);
    CollectingBatch single = Reading.toEnd(source, partition, 0, 1);
    assertThat(single.records()).isEqualTo(all.records());
    assertThat(single.positions()).isEqualTo(all.positions());
  }

  @Test
  default void givesGrowingPositions() throws Exception {
    SourceConnector source = finite();
    CollectingBatch all = Reading.toEnd(source, source.partitions().get(0), 0, 1000);
    assertThat(all.positions()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  default void endsForGood() throws Exception {
    SourceConnector source = finite();
    try (SourceReader reader = Reading.open(source, 0)) {
      while (reader.poll(new CollectingBatch()) != SourceReader.Progress.ENDED) {}
      CollectingBatch after = new CollectingBatch();
      assertThat(reader.poll(after)).isEqualTo(SourceReader.Progress.ENDED);
      assertThat(after.records()).isEmpty();
    }
  }

  @Test
  default void hasNoLagAtTheEnd() throws Exception {
    try (SourceReader reader = Reading.open(finite(), 0)) {
      while (reader.poll(new CollectingBatch()) != SourceReader.Progress.ENDED) {}
      assertThat(reader.lag()).isZero();
    }
  }

  @Test
  default void saysThatItIsReplayable() throws Exception {
    assertThat(finite().replayable()).isTrue();
  }
}
