package dev.potoroo.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What every finite, replayable source promises. */
public interface ReplayableSourceContract {

  /** A source with several records in its first partition, which ends. */
  SourceConnector finite() throws Exception;

  @Test
  default void readsOnFromAnyPositionExactly() throws Exception {
    SourceConnector source = finite();
    String partition = source.partitions().get(0);
    CollectingBatch all = Reading.toEnd(source, partition, 0, 1000);
    assertThat(all.records()).hasSizeGreaterThan(2);
    for (int i = 0; i < all.records().size(); i++) {
      CollectingBatch rest = Reading.toEnd(source, partition, all.positions().get(i), 1000);
      List<Object> expected = all.records().subList(i + 1, all.records().size());
      assertThat(rest.records()).isEqualTo(expected);
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
