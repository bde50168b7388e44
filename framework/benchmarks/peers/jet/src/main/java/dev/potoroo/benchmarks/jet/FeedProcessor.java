package dev.potoroo.benchmarks.jet;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.Util;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.BroadcastKey;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.benchmarks.Walk;
import dev.potoroo.samples.bench.Line;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The workload's records, as a source. */
final class FeedProcessor extends AbstractProcessor {
  private static final int AT_ONCE = 1_024;

  private final PeerRun run = PeerRun.current();
  private int[] splits = {};
  private long[] next = {};
  private @Nullable Walk walk;
  private @Nullable Object pending;
  private @Nullable Traverser<Map.Entry<BroadcastKey<Integer>, Long>> snapshot;

  @Override
  protected void init(Context context) {
    splits = Walk.splits(context.globalProcessorIndex(), context.totalParallelism());
    next = new long[splits.length];
  }

  private Walk walk() {
    if (walk == null) {
      walk = new Walk(run, splits, next);
    }
    return walk;
  }

  @Override
  public boolean complete() {
    Walk records = walk();
    for (int i = 0; i < AT_ONCE; i++) {
      if (!emitPending()) {
        return false;
      }
      if (!records.advance()) {
        return records.ended();
      }
      Object record = records.record();
      pending = record instanceof Line line ? line.text() : record;
    }
    return false;
  }

  private boolean emitPending() {
    if (pending != null) {
      if (!tryEmit(pending)) {
        return false;
      }
      pending = null;
    }
    return true;
  }

  @Override
  public boolean saveToSnapshot() {
    if (!emitPending()) {
      return false;
    }
    if (snapshot == null) {
      Walk records = walk();
      snapshot =
          Traversers.traverseStream(
                  IntStream.range(0, records.count())
                      .mapToObj(
                          i ->
                              Util.entry(
                                  BroadcastKey.broadcastKey(records.splitAt(i)),
                                  records.nextAt(i))))
              .onFirstNull(() -> snapshot = null);
    }
    return emitFromTraverserToSnapshot(snapshot);
  }

  /** Each processor is told of all splits. */
  @Override
  protected void restoreFromSnapshot(Object key, Object value) {
    int split = (Integer) ((BroadcastKey<?>) key).key();
    for (int i = 0; i < splits.length; i++) {
      if (splits[i] == split) {
        next[i] = (Long) value;
      }
    }
  }

  @Override
  public boolean snapshotCommitFinish(boolean success) {
    if (success && IntStream.of(splits).anyMatch(split -> split == 0)) {
      run.committed();
    }
    return true;
  }
}
