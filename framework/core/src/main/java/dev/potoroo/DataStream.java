package dev.potoroo;

import dev.potoroo.FlowNode.Operator.Kind;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A stream of records, as a description. Each method adds to the flow and leaves this stream as it
 * is, so that one stream may go several ways. Stateless operators need no name: they run fused with
 * the source or step before them, in its thread.
 *
 * @param <T> the records
 */
public final class DataStream<T> {
  private final Flow flow;
  private final int id;

  DataStream(Flow flow, int id) {
    this.flow = flow;
    this.id = id;
  }

  /** Each record changed by {@code fn}; a null result is an error of that record. */
  public <R> DataStream<R> map(Fn<? super T, ? extends R> fn) {
    return operator(Kind.MAP, fn);
  }

  /** The records for which {@code fn} says true. */
  public DataStream<T> filter(Fn<? super T, Boolean> fn) {
    return operator(Kind.FILTER, fn);
  }

  /** Each record replaced by any number of others, in order. */
  public <R> DataStream<R> flatMap(Fn<? super T, ? extends Iterable<? extends R>> fn) {
    return operator(Kind.FLAT_MAP, fn);
  }

  /** The records of class {@code type}. */
  public <R extends T> DataStream<R> only(Class<R> type) {
    return operator(Kind.ONLY, type);
  }

  /**
   * The same records, each shown to {@code look} (for counters and logs), which must not block or
   * change it.
   */
  public DataStream<T> peek(Consumer<? super T> look) {
    return operator(Kind.PEEK, look);
  }

  /**
   * The records by key: each goes to the state object of its key. A null or empty key, or one of
   * more than {@code potoroo.max-key-size} bytes, is an error of that record.
   */
  public KeyedStream<T> keyBy(Fn<? super T, String> extractor) {
    Objects.requireNonNull(extractor, "extractor");
    Fn<Object, String> any = Unchecked.extractor(extractor);
    return new KeyedStream<>(flow, flow.add(n -> new FlowNode.KeyBy(n, id, any)));
  }

  /** All records for one state object, whose key is {@code all}. */
  public KeyedStream<T> collect() {
    return keyBy(any -> "all");
  }

  /** Sends the records to {@code sink} too; the stream goes on. */
  public DataStream<T> to(Sink<? super T> sink) {
    Objects.requireNonNull(sink, "sink");
    flow.add(n -> new FlowNode.To(n, id, sink));
    return this;
  }

  int id() {
    return id;
  }

  Flow flow() {
    return flow;
  }

  private <R> DataStream<R> operator(Kind kind, Object function) {
    Objects.requireNonNull(function, "function");
    return new DataStream<>(flow, flow.add(n -> new FlowNode.Operator(n, id, kind, function)));
  }
}
