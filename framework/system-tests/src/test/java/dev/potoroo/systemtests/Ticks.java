package dev.potoroo.systemtests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Made-up prices as JSON, and what the new highs among them are. For one thread at a time. */
final class Ticks {
  /** In cents. Of the ticks of a symbol three of four are new highs, however many come. */
  private static final int SPREAD = 1000;

  private static final int RISE_FROM_TICK_TO_TICK = SPREAD / 2;

  private final Random random;
  private final int symbols;
  private final Map<String, List<String>> newHighs = new TreeMap<>();
  private final Map<String, Double> highest = new HashMap<>();
  private long made;

  /** Of that many symbols; the same numbers make the same ticks. */
  Ticks(Random random, int symbols) {
    this.random = random;
    this.symbols = symbols;
  }

  /** The next ones, by symbol. */
  Map<String, List<String>> next(int count) {
    Map<String, List<String>> ticks = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String symbol = "S" + random.nextInt(symbols);
      long rise = made++ * RISE_FROM_TICK_TO_TICK / symbols;
      double price = (SPREAD + rise + random.nextInt(SPREAD)) / 100.0;
      String tick = "{\"symbol\":\"" + symbol + "\",\"price\":" + price + "}";
      ticks.computeIfAbsent(symbol, s -> new ArrayList<>()).add(tick);
      if (price > highest.getOrDefault(symbol, 0.0)) {
        highest.put(symbol, price);
        newHighs.computeIfAbsent(symbol, s -> new ArrayList<>()).add(tick);
      }
    }
    return ticks;
  }

  /** What is to come of all of them, by symbol and in order. */
  Map<String, List<String>> newHighs() {
    return newHighs;
  }
}
