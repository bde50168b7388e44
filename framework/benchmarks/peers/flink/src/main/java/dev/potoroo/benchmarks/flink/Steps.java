package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.Counter;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.benchmarks.Stock;
import dev.potoroo.samples.bench.Alert;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** The keyed steps of the workloads. */
final class Steps {
  private Steps() {}

  /** An alert at each new high of a symbol. */
  static class Price extends KeyedProcessFunction<String, MutableTrade, Alert> {
    private static final long serialVersionUID = 1;
    private transient @Nullable ValueState<Stock> state;
    private transient @Nullable Counter counter;

    @Override
    public void open(OpenContext context) {
      state = getRuntimeContext().getState(new ValueStateDescriptor<>("stock", CompactType.STOCK));
      counter = PeerRun.current().newCounter();
    }

    @Override
    @SuppressWarnings("NullAway") // Opened before.
    public void processElement(MutableTrade trade, Context context, Collector<Alert> out)
        throws Exception {
      Stock stock = state.value();
      if (stock == null) {
        stock = new Stock();
      }
      boolean high = stock.seen(trade.price);
      state.update(stock);
      if (high) {
        out.collect(new Alert(trade.symbol, trade.price, stock.count, trade.due));
      }
      counter.count();
    }
  }

  /** The same, which counts commits, since no source of ours does. */
  static final class CommittingPrice extends Price implements CheckpointListener {
    private static final long serialVersionUID = 1;

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
      if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
        PeerRun.current().committed();
      }
    }
  }

  /** How often each word has been seen. */
  static final class WordCount extends KeyedProcessFunction<String, String, Tuple2<String, Long>> {
    private static final long serialVersionUID = 1;
    private transient @Nullable ValueState<Long> state;
    private transient @Nullable Counter counter;

    @Override
    public void open(OpenContext context) {
      state = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
      counter = PeerRun.current().newCounter();
    }

    @Override
    @SuppressWarnings("NullAway") // Opened before.
    public void processElement(String word, Context context, Collector<Tuple2<String, Long>> out)
        throws Exception {
      out.collect(Tuple2.of(word, oneMore(state)));
      counter.count();
    }
  }

  /** How many new highs each sector has had, and when the last one was due. */
  static final class SectorCount
      extends KeyedProcessFunction<Integer, Alert, Tuple3<Integer, Long, Long>> {
    private static final long serialVersionUID = 1;
    private transient @Nullable ValueState<Long> state;

    @Override
    public void open(OpenContext context) {
      state = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    @SuppressWarnings("NullAway") // Opened before.
    public void processElement(
        Alert alert, Context context, Collector<Tuple3<Integer, Long, Long>> out) throws Exception {
      out.collect(Tuple3.of(context.getCurrentKey(), oneMore(state), alert.ts()));
    }
  }

  private static long oneMore(ValueState<Long> state) throws Exception {
    Long before = state.value();
    long count = before == null ? 1 : before + 1;
    state.update(count);
    return count;
  }
}
