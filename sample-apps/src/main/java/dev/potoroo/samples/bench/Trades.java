package dev.potoroo.samples.bench;

/**
 * Made-up trades: record {@code n} of a split is a function of the seed, the split and {@code n}.
 * Prices rise slowly, so that about 28 % of uniform trades are new highs of their symbol, whatever
 * the number of keys. Thread-safe.
 */
public final class Trades implements Feed<Trade> {
  /** How many sectors there are. */
  public static final int SECTORS = 50;

  private static final double BASE = 100.0;
  private static final double NOISE = 10.0;
  private static final int FIRST_SYMBOL = 10_000_000;

  /** Symbols have eight letters: S and seven digits. */
  static final int MOST_SYMBOLS = 10_000_000;

  private final Keys keys;
  private final long seed;
  private final double slope;
  private final String[] symbols;
  private final boolean numbered;
  private final boolean inTurn;

  /** Those of a run. */
  public Trades(BenchOptions options) {
    keys = options.newKeys();
    seed = Hash.mix(options.seed);
    slope = options.drift * NOISE / options.keys;
    numbered = options.workload == Workload.WINDOWS;
    inTurn = options.distribution == BenchOptions.Distribution.TURN;
    symbols = new String[options.keys];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = "S" + Integer.toString(FIRST_SYMBOL + i).substring(1);
    }
  }

  @Override
  public Trade record(int split, long n, long time) {
    long hash = hash(split, n);
    return new Trade(symbols[key(split, n, hash)], price(split, n, hash), time(n, time));
  }

  /** What key and price of a record are made of. */
  public long hash(int split, long n) {
    return Hash.mix(seed + (n * Keys.SPLITS + split) * Hash.GOLDEN);
  }

  /** The number of the symbol of a record. */
  public int key(int split, long n, long hash) {
    return inTurn
        ? (int) (n % (symbols.length / Keys.SPLITS)) * Keys.SPLITS + split
        : keys.key(split, hash);
  }

  /** The price of a record. */
  public double price(int split, long n, long hash) {
    return BASE + (hash & 0xffffffffL) * (NOISE / 0x1p32) + slope * (n * Keys.SPLITS + split);
  }

  /** The time of a record: its number for windows, else when it is due. */
  public long time(long n, long due) {
    return numbered ? n : due;
  }

  /** The symbol with a number. */
  public String symbol(int key) {
    return symbols[key];
  }

  /** The split that a symbol belongs to. */
  static int split(String symbol) {
    return Integer.parseInt(symbol, 1, symbol.length(), 10) % Keys.SPLITS;
  }

  /** How many symbols there are. */
  public int keys() {
    return symbols.length;
  }

  /** One of 50 for each symbol. */
  public static int sector(String symbol) {
    return Math.floorMod(symbol.hashCode() * 0x9e3779b9 >>> 7, SECTORS);
  }
}
