package dev.potoroo.samples.bench;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Reads a {@link Feed} until it is told to end. A partition has some of the splits and takes from
 * them in turn; its position is how many records it has given.
 */
final class FeedSource implements SourceConnector {
  private static final long LONGEST_WAIT_NANOS = 50_000;

  private static final long NOT_OPENED = -1;

  private final Feed<?> feed;
  private final int readers;
  private final Schedule schedule;
  private final int chunk;
  private final AtomicLongArray given;
  private final AtomicLongArray first;
  private volatile boolean ending;

  FeedSource(Feed<?> feed, BenchOptions options) {
    this.feed = feed;
    this.readers = options.readers;
    this.schedule = Schedule.of(options);
    this.chunk = schedule.none() ? Feed.CHUNK : 1;
    this.given = new AtomicLongArray(readers);
    this.first =
        new AtomicLongArray(LongStream.generate(() -> NOT_OPENED).limit(readers).toArray());
  }

  /** No more records are made up. */
  void end() {
    ending = true;
  }

  /** How many records each split has given; to be asked when the run has ended. */
  long[] records() {
    return records(given);
  }

  /** How many records each split had given before this run began, which went on from there. */
  long[] recordsBefore() {
    return records(first);
  }

  private long[] records(AtomicLongArray positions) {
    long[] records = new long[Keys.SPLITS];
    for (int split = 0; split < records.length; split++) {
      Share share = new Share(split % readers);
      records[split] = share.of(split, Math.max(0, positions.get(split % readers)));
    }
    return records;
  }

  @Override
  public String describe() {
    return "benchmark data";
  }

  @Override
  public List<String> partitions() {
    return IntStream.range(0, readers).mapToObj(Integer::toString).toList();
  }

  @Override
  public Scope scope() {
    return Scope.CLUSTER;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public SourceReader open(SourceContext context) {
    int partition = Integer.parseInt(context.partition());
    first.compareAndSet(partition, NOT_OPENED, context.startPosition());
    return new Reader(partition, context.startPosition());
  }

  /** The splits of a partition. */
  private final class Share {
    private final int partition;
    private final int splits = Keys.SPLITS / readers;

    Share(int partition) {
      this.partition = partition;
    }

    int split(long position) {
      return partition + readers * (int) (position / chunk % splits);
    }

    long number(long position) {
      return position / chunk / splits * chunk + position % chunk;
    }

    /** How many of the first records of the partition are of a split. */
    long of(int split, long position) {
      int turn = (split - partition) / readers;
      long rounds = position / chunk / splits;
      long rest = position - rounds * chunk * splits - (long) turn * chunk;
      return rounds * chunk + Math.max(0, Math.min(chunk, rest));
    }
  }

  private final class Reader implements SourceReader {
    private final int partition;
    private final Share share;
    private long position;

    Reader(int partition, long position) {
      this.partition = partition;
      this.share = new Share(partition);
      this.position = position;
    }

    @Override
    public Progress poll(RecordBatch batch) {
      if (ending) {
        given.set(partition, position);
        return Progress.ENDED;
      }
      return schedule.none() ? fill(batch) : fillBySchedule(batch);
    }

    private Progress fill(RecordBatch batch) {
      while (!batch.full()) {
        long number = share.number(position);
        batch.addDecoded(feed.record(share.split(position), number, number), ++position);
      }
      return Progress.MORE;
    }

    private Progress fillBySchedule(RecordBatch batch) {
      long before = position;
      long now = System.nanoTime();
      while (!batch.full()) {
        int split = share.split(position);
        long number = share.number(position);
        long due = schedule.due(split, number);
        if (due > now) {
          break;
        }
        batch.addDecoded(feed.record(split, number, due), ++position);
      }
      if (position > before) {
        return Progress.MORE;
      }
      LockSupport.parkNanos(LONGEST_WAIT_NANOS);
      return Progress.WAITING;
    }

    @Override
    public void close() {}
  }
}
