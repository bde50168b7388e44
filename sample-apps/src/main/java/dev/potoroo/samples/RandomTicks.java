package dev.potoroo.samples;

import dev.potoroo.connector.generator.Generator;
import dev.potoroo.samples.StockPrices.Tick;
import java.util.random.RandomGenerator;

/**
 * Made-up prices of 3 000 stocks, or as many as the system property {@code potoroo.samples.symbols}
 * says: noise on a slow rise, so that new highs never quite cease. Makes nothing but the tick
 * itself, so that a measurement of speed measures the pipeline.
 */
final class RandomTicks implements Generator<Tick> {
  private static final double TICKS_PER_DOLLAR = 1e7;
  private final String[] symbols;

  RandomTicks() {
    this(Integer.getInteger("potoroo.samples.symbols", 3_000));
  }

  RandomTicks(int count) {
    symbols = new String[count];
    for (int i = 0; i < count; i++) {
      symbols[i] = symbol(i);
    }
  }

  @Override
  public Tick generate(long index, RandomGenerator random) {
    int stock = random.nextInt(symbols.length);
    double price = 10 + stock % 500 + index / TICKS_PER_DOLLAR + random.nextDouble();
    return new Tick(symbols[stock], Math.round(price * 100) / 100.0);
  }

  /** Three letters or more: IBM, IBN, IBO and so on. */
  private static String symbol(int i) {
    StringBuilder letters = new StringBuilder();
    for (int rest = i + ('I' - 'A') * 676 + ('B' - 'A') * 26 + ('M' - 'A'); rest > 0; rest /= 26) {
      letters.append((char) ('A' + rest % 26));
    }
    return letters.reverse().toString();
  }
}
