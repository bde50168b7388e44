package dev.potoroo.samples.bench;

/** What feeds a run, and what must come out. */
public enum Workload {
  /** One keyed step. */
  W1 {
    @Override
    public Input input(BenchOptions options) {
      Trades trades = new Trades(options);
      return new Input(trades, records -> Expected.alerts(trades, records));
    }
  },

  /** Word count: a stateless operator before the keyed step. */
  W2 {
    @Override
    public Input input(BenchOptions options) {
      Lines lines = new Lines(options);
      return new Input(lines, records -> Expected.words(lines, records, options.combine));
    }
  },

  /** Two keyed steps. */
  W3 {
    @Override
    public Input input(BenchOptions options) {
      Trades trades = new Trades(options);
      return new Input(trades, records -> Expected.sectors(trades, records));
    }
  },

  /** One keyed step, from topic to topic. */
  W7 {
    @Override
    public Input input(BenchOptions options) {
      return W1.input(options);
    }
  },

  /** A window for each key. */
  WINDOWS {
    @Override
    public Input input(BenchOptions options) {
      Trades trades = new Trades(options);
      return new Input(trades, records -> Expected.windows(trades, records));
    }
  },

  /** What each life of a {@link CrashRun} does. */
  W6 {
    @Override
    public Input input(BenchOptions options) {
      return W1.input(options);
    }
  };

  /** What feeds it, and what must come out. */
  public abstract Input input(BenchOptions options);

  /**
   * What is the same for all systems.
   *
   * @param feed gives a {@link Trade} or, for words, a {@link Line}
   */
  public record Input(Feed<?> feed, Oracle oracle) {}
}
