package dev.potoroo.samples.bench;

import dev.potoroo.Pipeline;

/** What is run, what feeds it, and what must come out. */
enum Workload {
  /** One keyed step. */
  W1 {
    @Override
    Job prepare(BenchOptions options, Results results) {
      Trades trades = new Trades(options);
      FeedSource source = new FeedSource(trades, options);
      return new Job(
          new StockBench(source, results, options.dense),
          source,
          records -> Expected.alerts(trades, records));
    }
  },

  /** Word count: a stateless operator before the keyed step. */
  W2 {
    @Override
    Job prepare(BenchOptions options, Results results) {
      Lines lines = new Lines(options);
      FeedSource source = new FeedSource(lines, options);
      return new Job(
          new WordBench(source, results, options.dense),
          source,
          records -> Expected.words(lines, records));
    }
  },

  /** Two keyed steps. */
  W3 {
    @Override
    Job prepare(BenchOptions options, Results results) {
      Trades trades = new Trades(options);
      FeedSource source = new FeedSource(trades, options);
      return new Job(
          new SectorBench(source, results, options.dense),
          source,
          records -> Expected.sectors(trades, records));
    }
  },

  /** What each life of a {@link CrashRun} does. */
  W6 {
    @Override
    Job prepare(BenchOptions options, Results results) {
      return W1.prepare(options, results);
    }
  };

  abstract Job prepare(BenchOptions options, Results results);

  /**
   * A workload that can be run once.
   *
   * @param pipeline its first step is the one whose records are counted
   */
  record Job(Pipeline pipeline, FeedSource source, Oracle oracle) {}

  /** Knows what must come out. */
  interface Oracle {
    /**
     * What must come out.
     *
     * @param records how many records each split had
     */
    Expected of(long[] records);
  }
}
