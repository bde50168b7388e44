package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.benchmarks.Walk;
import dev.potoroo.samples.bench.Feed;
import dev.potoroo.samples.bench.Line;
import dev.potoroo.samples.bench.Trades;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/** Makes up the records of its splits, several at each poll. */
final class FeedReader<T> implements SourceReader<T, Position> {
  private static final long LONGEST_WAIT_NANOS = 50_000;

  private final PeerRun run = PeerRun.current();
  private final List<Position> assigned = new ArrayList<>();
  private final CompletableFuture<Void> available = new CompletableFuture<>();
  private final MutableTrade trade = new MutableTrade();
  private @Nullable Walk walk;

  @Override
  public void addSplits(List<Position> splits) {
    assigned.addAll(splits);
    available.complete(null);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) {
    if (assigned.isEmpty()) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    Walk records = walk();
    int count = 0;
    while (count < Feed.CHUNK && records.advance()) {
      output.collect(next(records));
      count++;
    }
    if (records.ended()) {
      return InputStatus.END_OF_INPUT;
    }
    if (count == 0) {
      LockSupport.parkNanos(LONGEST_WAIT_NANOS);
    }
    return InputStatus.MORE_AVAILABLE;
  }

  private Walk walk() {
    if (walk == null) {
      walk =
          new Walk(
              run,
              assigned.stream().mapToInt(Position::split).toArray(),
              assigned.stream().mapToLong(Position::next).toArray());
    }
    return walk;
  }

  @SuppressWarnings("unchecked") // The source's type is that of the workload.
  private T next(Walk records) {
    if (run.feed() instanceof Trades trades) {
      long hash = trades.hash(records.split(), records.number());
      trade.set(
          trades.symbol(trades.key(records.split(), records.number(), hash)),
          trades.price(records.split(), records.number(), hash),
          trades.time(records.number(), records.due()));
      return (T) trade;
    }
    return (T) ((Line) records.record()).text();
  }

  @Override
  public List<Position> snapshotState(long checkpoint) {
    Walk records = walk;
    if (records == null) {
      return List.copyOf(assigned);
    }
    return IntStream.range(0, records.count())
        .mapToObj(i -> new Position(records.splitAt(i), records.nextAt(i)))
        .toList();
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    if (assigned.stream().anyMatch(position -> position.split() == 0)) {
      run.committed();
    }
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public void start() {}

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() {}
}
