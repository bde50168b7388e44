package dev.potoroo.connector;

import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.SourceContext.Start;
import dev.potoroo.connector.SourceReader.Progress;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;

/** How tests read from sources. */
public final class Reading {
  public static final int MAX_RECORD = 1_000;
  public static final int MAX_RAW = 16;

  /** For a machine that has much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Reading() {}

  public static SourceContext context(String partition, long start) {
    return new SourceContext(
        "in",
        partition,
        start == 0 ? Start.FIRST : Start.RESUMED,
        start,
        "lines",
        MAX_RECORD,
        MAX_RAW);
  }

  public static SourceReader open(SourceConnector source, long start) throws Exception {
    return source.open(context(source.partitions().get(0), start));
  }

  /** Reads a partition to its end in batches of {@code capacity}. */
  public static CollectingBatch toEnd(
      SourceConnector source, String partition, long start, int capacity) throws Exception {
    CollectingBatch all = new CollectingBatch();
    try (SourceReader reader = source.open(context(partition, start))) {
      Progress progress = Progress.MORE;
      while (progress != Progress.ENDED) {
        CollectingBatch batch = new CollectingBatch(capacity);
        progress = reader.poll(batch);
        all.addAll(batch);
      }
    }
    return all;
  }

  /** Reads {@code count} records or rejected ones, one at a time, and leaves. */
  public static CollectingBatch some(
      SourceConnector source, String partition, long start, int count) throws Exception {
    CollectingBatch all = new CollectingBatch();
    try (SourceReader reader = source.open(context(partition, start))) {
      while (all.positions().size() < count) {
        CollectingBatch batch = new CollectingBatch(1);
        reader.poll(batch);
        all.addAll(batch);
      }
    }
    return all;
  }

  /** Asks again at once, on the same thread: the readers themselves wait. */
  public static ConditionFactory polling() {
    return await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofNanos(1));
  }

  /** Polls until {@code enough}. */
  public static CollectingBatch until(SourceReader reader, Predicate<CollectingBatch> enough) {
    CollectingBatch batch = new CollectingBatch();
    polling()
        .until(
            () -> {
              reader.poll(batch);
              return enough.test(batch);
            });
    return batch;
  }

  public static CollectingBatch untilRecords(SourceReader reader, int count) {
    return until(reader, batch -> batch.records().size() >= count);
  }
}
