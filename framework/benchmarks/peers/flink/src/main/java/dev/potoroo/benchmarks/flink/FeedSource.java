package dev.potoroo.benchmarks.flink;

import dev.potoroo.samples.bench.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/** The workload's records as a source of Flink. */
record FeedSource<T>(TypeInformation<T> type)
    implements Source<T, Position, List<Position>>, ResultTypeQueryable<T> {

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return type;
  }

  @Override
  public SplitEnumerator<Position, List<Position>> createEnumerator(
      SplitEnumeratorContext<Position> context) {
    return restoreEnumerator(
        context,
        IntStream.range(0, Keys.SPLITS).mapToObj(split -> new Position(split, 0)).toList());
  }

  @Override
  public SplitEnumerator<Position, List<Position>> restoreEnumerator(
      SplitEnumeratorContext<Position> context, List<Position> left) {
    return new Assignment(context, new ArrayList<>(left));
  }

  @Override
  public SimpleVersionedSerializer<Position> getSplitSerializer() {
    return new Position.One();
  }

  @Override
  public SimpleVersionedSerializer<List<Position>> getEnumeratorCheckpointSerializer() {
    return new Position.Several();
  }

  @Override
  public SourceReader<T, Position> createReader(SourceReaderContext context) {
    return new FeedReader<>();
  }

  /**
   * Gives each reader its splits, all at once, since it begins with the first ones it gets.
   *
   * @param left those that no reader has yet
   */
  private record Assignment(SplitEnumeratorContext<Position> context, List<Position> left)
      implements SplitEnumerator<Position, List<Position>> {

    @Override
    public void addReader(int reader) {
      List<Position> its =
          left.stream()
              .filter(position -> position.split() % context.currentParallelism() == reader)
              .toList();
      left.removeAll(its);
      if (!its.isEmpty()) {
        context.assignSplits(new SplitsAssignment<>(Map.of(reader, its)));
      }
    }

    @Override
    public void addSplitsBack(List<Position> splits, int reader) {
      left.addAll(splits);
    }

    @Override
    public List<Position> snapshotState(long checkpoint) {
      return List.copyOf(left);
    }

    @Override
    public void handleSplitRequest(int reader, @Nullable String host) {}

    @Override
    public void start() {}

    @Override
    public void close() {}
  }
}
