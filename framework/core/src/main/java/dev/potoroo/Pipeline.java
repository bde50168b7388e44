package dev.potoroo;

/**
 * A stateful stream application: where records come from, which keyed steps hold state, where
 * results go.
 *
 * <p>{@link #define} is called once, before anything runs, and only describes: it must have no side
 * effects and give the same graph each time, on every node of the cluster. Everything that is wrong
 * in the description is reported at once, before the first record.
 *
 * <pre>{@code
 * public final class WordCount implements Pipeline {
 *   @Override public void define(Flow flow) {
 *     flow.from(Source.named("words", Codec.lines()))
 *         .keyBy(word -> word)
 *         .step(COUNT)
 *         .to(Sink.named("counts", Codec.lines()));
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface Pipeline {

  /** Describes the graph of this pipeline. Called once per run, from one thread. */
  void define(Flow flow);

  /**
   * The pipeline's name, its identity in configuration, URLs and stored state: lower-case letters,
   * digits and hyphens, at most 63 characters. By default the class's simple name in kebab case:
   * {@code StockPrices} is {@code stock-prices}.
   */
  default String name() {
    return CamelCase.toKebab(getClass().getSimpleName());
  }
}
