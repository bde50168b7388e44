package dev.potoroo.connector.generator;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceReader;
import java.util.concurrent.locks.LockSupport;

/** Reads one partition. Creates no object per record but the record itself. */
final class GeneratorReader implements SourceReader {
  private static final long SHORTEST_WAIT_NANOS = 1_000_000;
  private static final long LONGEST_WAIT_NANOS = 20_000_000;

  private final String source;
  private final Generator<?> generator;
  private final long seed;
  private final Share share;
  private final long size;
  private final Schedule schedule;
  private final ReproducibleRandom random = new ReproducibleRandom(0, 0);
  private long position;

  GeneratorReader(
      String source,
      Generator<?> generator,
      long seed,
      Share share,
      Schedule schedule,
      long position) {
    this.source = source;
    this.generator = generator;
    this.seed = seed;
    this.share = share;
    this.size = share.size();
    this.schedule = schedule;
    this.position = position;
  }

  @Override
  public Progress poll(RecordBatch batch) {
    if (position >= size) {
      return Progress.ENDED;
    }
    long dueIndex = schedule.dueIndex();
    if (share.index(position) >= dueIndex) {
      awaitNext();
      dueIndex = schedule.dueIndex();
    }
    long before = position;
    give(batch, dueIndex);
    if (position >= size) {
      return Progress.ENDED;
    }
    return position > before ? Progress.MORE : Progress.WAITING;
  }

  @Override
  public long lag() {
    return size == Long.MAX_VALUE ? -1 : Math.max(0, size - position);
  }

  @Override
  public void close() {}

  private void give(RecordBatch batch, long dueIndex) {
    long index = share.index(position);
    while (index < dueIndex && position < size && !batch.full()) {
      random.reset(seed, index);
      batch.addDecoded(generate(index), ++position);
      index += share.partitions();
    }
  }

  private Object generate(long index) {
    Object record;
    try {
      record = generator.generate(index, random);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the generator of source [" + source + "] failed at index [" + index + "]: " + e, e);
    }
    if (record == null) {
      throw new IllegalStateException(
          "the generator of source [" + source + "] gave null at index [" + index + "].");
    }
    return record;
  }

  /** At high rates waits for several records at once, rather than wake up for each. */
  private void awaitNext() {
    long until = schedule.nanosUntil(share.index(position));
    LockSupport.parkNanos(Math.min(LONGEST_WAIT_NANOS, Math.max(SHORTEST_WAIT_NANOS, until)));
  }
}
