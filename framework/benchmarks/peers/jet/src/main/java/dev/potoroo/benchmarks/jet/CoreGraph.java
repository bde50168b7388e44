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

  private CoreGraph(int parallelism) {
    this.parallelism = parallelism;
  }

  static DAG of(Workload workload, int parallelism) {
    CoreGraph core = new CoreGraph(parallelism);
    Vertex last = workload == Workload.W2 ? core.words() : core.trades(workload == Workload.W3);
    Vertex sink = core.graph.newVertex("sink", TallyProcessor::new).localParallelism(parallelism);
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
    graph.edge(Edge.between(from, to).partitioned(key, Partitioner.HASH_CODE));
  }
}
