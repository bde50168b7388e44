package dev.potoroo.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.SourceReader.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedSourceTest {
  private static final int BATCH = 1_000;

  /** A record that says where it is from. */
  private record Made(int split, long n) {}

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "4, 0", "1, 1000000000", "2, 1000000000"})
  void givesEachSplitInOrder(int readers, long rate) throws Exception {
    FeedSource source = source(readers, rate);
    long[] seen = new long[Keys.SPLITS];
    List<SourceReader> all = new ArrayList<>();
    for (int partition = 0; partition < readers; partition++) {
      all.add(open(source, partition, 0));
    }
    for (int i = 0; i < readers; i++) {
      for (int batch = 0; batch < 7 + i; batch++) {
        for (Made made : poll(all.get(i))) {
          assertThat(made.n()).isEqualTo(seen[made.split()]++);
        }
      }
    }
    source.end();
    for (SourceReader reader : all) {
      assertThat(reader.poll(new Batch())).isEqualTo(Progress.ENDED);
    }
    assertThat(source.records()).isEqualTo(seen).doesNotContain(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 63, 64, 65, 500, 4_321})
  void goesOnAtAnyPosition(long position) throws Exception {
    FeedSource source = source(2, 0);
    List<Made> all = new ArrayList<>();
    SourceReader whole = open(source, 1, 0);
    while (all.size() < position + BATCH) {
      all.addAll(poll(whole));
    }
    List<Made> rest = poll(open(source, 1, position));
    assertThat(rest).isEqualTo(all.subList((int) position, (int) position + BATCH));
    assertThat(Arrays.stream(source.recordsBefore()).sum()).as("the first start counts").isZero();
  }

  private static FeedSource source(int readers, long rate) {
    BenchOptions options = new BenchOptions();
    options.readers = readers;
    options.rate = rate;
    return new FeedSource((split, n, time) -> new Made(split, n), options);
  }

  private static SourceReader open(FeedSource source, int partition, long position) {
    return source.open(
        new SourceContext(
            "trades",
            Integer.toString(partition),
            SourceContext.Start.RESUMED,
            position,
            "json",
            1_000,
            1_000));
  }

  /** With a schedule, what is due comes with time. */
  private static List<Made> poll(SourceReader reader) throws Exception {
    Batch batch = new Batch();
    while (!batch.full()) {
      reader.poll(batch);
    }
    return batch.records;
  }

  private static final class Batch implements RecordBatch {
    private final List<Made> records = new ArrayList<>();

    @Override
    public boolean full() {
      return records.size() == BATCH;
    }

    @Override
    public void add(byte[] raw, long position) {
      throw new AssertionError("not decoded");
    }

    @Override
    public void addDecoded(Object record, long position) {
      records.add((Made) record);
    }

    @Override
    public void reject(byte[] raw, long rawSize, long position, String reason, String error) {
      throw new AssertionError(error);
    }
  }
}
