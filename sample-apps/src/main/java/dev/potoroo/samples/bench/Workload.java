package dev.potoroo.samples.bench;

import dev.potoroo.Pipeline;

/** What is run, what feeds it, and what must come out. */
public enum Workload {
  /** One keyed step. */
  W1 {
    @Override
    public Input input(BenchOptions options) {
      Trades trades = new Trades(options);
      return new Input(trades, records -> Expected.alerts(trades, records));
    }

    @Override
    Pipeline pipeline(FeedSource source, Results results, boolean dense) {
      return new StockBench(source, results, dense);
    }
  },

  /** Word count: a stateless operator before the keyed step. */
  W2 {
    @Override
    public Input input(BenchOptions options) {
      Lines lines = new Lines(options);
      return new Input(lines, records -> Expected.words(lines, records));
    }

    @Override
    Pipeline pipeline(FeedSource source, Results results, boolean dense) {
      return new WordBench(source, results, dense);
    }
  },

  /** Two keyed steps. */
  W3 {
    @Override
    public Input input(BenchOptions options) {
      Trades trades = new Trades(options);
      return new Input(trades, records -> Expected.sectors(trades, records));
    }

    @Override
    Pipeline pipeline(FeedSource source, Results results, boolean dense) {
      return new SectorBench(source, results, dense);
    }
  },

  /** What each life of a {@link CrashRun} does. */
  W6 {
    @Override
    public Input input(BenchOptions options) {
      return W1.input(options);
    }

    @Override
    Pipeline pipeline(FeedSource source, Results results, boolean dense) {
      return W1.pipeline(source, results, dense);
    }
  };

  /** What feeds it, and what must come out. */
  public abstract Input input(BenchOptions options);

  /** Its first step is the one whose records are counted. */
  abstract Pipeline pipeline(FeedSource source, Results results, boolean dense);

  /**
   * What is the same for all systems.
   *
   * @param feed gives a {@link Trade} or, for words, a {@link Line}
   */
  public record Input(Feed<?> feed, Oracle oracle) {}
}
