package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.Tally;
import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts what comes out. */
record TallySink<T>(Counting<T> counting) implements Sink<T> {

  /** How a result is counted. */
  interface Counting<T> extends Serializable {
    void count(Tally tally, T result);
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    Tally tally = PeerRun.current().newTally();
    return new SinkWriter<>() {
      @Override
      public void write(T result, Context of) {
        counting.count(tally, result);
      }

      @Override
      public void flush(boolean end) {}

      @Override
      public void close() {}
    };
  }
}
