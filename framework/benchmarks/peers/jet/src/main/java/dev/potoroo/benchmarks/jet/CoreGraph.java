package dev.potoroo.benchmarks.jet;

import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.Edge;
import com.hazelcast.jet.core.Partitioner;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.Vertex;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Trade;
import dev.potoroo.samples.bench.Trades;
import dev.potoroo.samples.bench.Workload;

/** The workloads as graphs of processors. */
final class CoreGraph {
  private final DAG graph = new DAG();
  private final int parallelism;
  private final Partitioner<Object> partitioner;

  private CoreGraph(int parallelism, boolean restorable) {
    this.parallelism = parallelism;
    // The hash code is faster, but states come back from a snapshot by the other one.
    this.partitioner = restorable ? Partitioner.defaultPartitioner() : Partitioner.HASH_CODE;
  }

  /**
   * A workload.
   *
   * @param restorable whether it may have to begin again from a snapshot
   */
  static DAG of(Workload workload, int parallelism, boolean restorable) {
    CoreGraph core = new CoreGraph(parallelism, restorable);
    Vertex last = workload == Workload.W2 ? core.words() : core.trades(workload == Workload.W3);
    Vertex sink = core.graph.newVertex("sink", new TallySupplier()).localParallelism(parallelism);
    core.graph.edge(Edge.between(last, sink).isolated());
    return core.graph;
  }

  private Vertex source() {
    return graph
        .newVertex("feed", ProcessorMetaSupplier.of(parallelism, FeedProcessor::new))
        .localParallelism(parallelism);
  }

  private Vertex trades(boolean bySector) {
    Vertex price = graph.newVertex("price", KeyedProcessor::price).localParallelism(parallelism);
    byKey(source(), price, record -> ((Trade) record).symbol());
    if (!bySector) {
      return price;
    }
    Vertex count = graph.newVertex("count", KeyedProcessor::sectors).localParallelism(parallelism);
    byKey(price, count, alert -> Trades.sector(((Alert) alert).symbol()));
    return count;
  }

  private Vertex words() {
    Vertex split = graph.newVertex("words", WordsProcessor::new).localParallelism(parallelism);
    graph.edge(Edge.between(source(), split).isolated());
    Vertex count = graph.newVertex("count", KeyedProcessor::words).localParallelism(parallelism);
    byKey(split, count, word -> word);
    return count;
  }

  private void byKey(Vertex from, Vertex to, FunctionEx<Object, Object> key) {
    graph.edge(Edge.between(from, to).partitioned(key, partitioner).distributed());
  }
}
