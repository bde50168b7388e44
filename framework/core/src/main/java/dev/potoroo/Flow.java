package dev.potoroo;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/**
 * Takes down what a pipeline consists of: the argument of {@link Pipeline#define}. Used by one
 * thread, during that call.
 */
public final class Flow {
  private final List<FlowNode> nodes = new ArrayList<>();
  private Optional<ErrorPolicy> errorPolicy = Optional.empty();

  /** An empty flow; the runtime makes one for each definition. */
  public Flow() {}

  /** The stream of a source's records. */
  public <T> DataStream<T> from(Source<T> source) {
    Objects.requireNonNull(source, "source");
    return new DataStream<>(this, add(id -> new FlowNode.From(id, source)));
  }

  /**
   * Several streams as one. Records of each keep their order; between the streams there is none.
   *
   * @param <T> what the streams have in common; if it is a common supertype, say it: {@code
   *     flow.<Event>merge(a, b)}
   */
  @SafeVarargs
  public final <T> DataStream<T> merge(
      DataStream<? extends T> first, DataStream<? extends T>... others) {
    List<Integer> upstreams = new ArrayList<>(List.of(idOf(first)));
    for (DataStream<? extends T> other : others) {
      upstreams.add(idOf(other));
    }
    return new DataStream<>(this, add(id -> new FlowNode.Merge(id, List.copyOf(upstreams))));
  }

  /**
   * Reference data whose value is the last record of a source. Of several partitions the last one
   * is the one that happens to be read last.
   */
  public <T> void reference(Ref<T> ref, Source<? extends T> source) {
    reference(ref, source, ref.type(), (value, next) -> next);
  }

  /**
   * Reference data that a source's records change, one after the other: entries of a table, say.
   * Each update encodes the whole value once, to know its size.
   *
   * @param update the class of the records; they cross nodes, so Jackson must know how
   * @param merge what a value becomes with an update; it must change neither
   */
  public <T, U> void reference(
      Ref<T> ref,
      Source<? extends U> source,
      Class<U> update,
      BiFunction<? super T, ? super U, ? extends T> merge) {
    Objects.requireNonNull(ref, "ref");
    var unused = from(source).keyBy(record -> ref.name()).step(ref.step(update, merge));
  }

  /** The error policy of every source, step, operator and sink that has none of its own. */
  public void onError(ErrorPolicy policy) {
    errorPolicy = Optional.of(policy);
  }

  /** What was said so far, in order; a copy. */
  public List<FlowNode> nodes() {
    return List.copyOf(nodes);
  }

  /** The pipeline's error policy, if it said one. */
  public Optional<ErrorPolicy> errorPolicy() {
    return errorPolicy;
  }

  int add(IntFunction<FlowNode> node) {
    nodes.add(node.apply(nodes.size()));
    return nodes.size() - 1;
  }

  private int idOf(DataStream<?> stream) {
    if (stream.flow() != this) {
      throw new IllegalArgumentException(
          "merge: a stream of another flow. Streams cannot leave define().");
    }
    return stream.id();
  }
}
