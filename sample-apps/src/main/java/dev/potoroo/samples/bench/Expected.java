package dev.potoroo.samples.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What a workload must give: how many records at the sink, and a checksum of them that does not
 * depend on their order. Computed with plain arrays, from how many records each split had.
 *
 * @param outputs how many records reach the sink
 * @param checksum the sum of the {@link Hash} of each; for words, of the last count of each
 */
public record Expected(long outputs, long checksum) {

  Expected plus(Expected other) {
    return new Expected(outputs + other.outputs, checksum + other.checksum);
  }

  Expected minus(Expected other) {
    return new Expected(outputs - other.outputs, checksum - other.checksum);
  }

  /** Each new high is an alert. */
  static Expected alerts(Trades trades, long[] records) {
    State state = new State(trades);
    return eachSplit(
        split -> {
          long[] sums = new long[2];
          state.run(
              split,
              0,
              records[split],
              (key, price, count) -> {
                sums[0]++;
                sums[1] += Hash.alert(trades.symbol(key), price, count);
              });
          return new Expected(sums[0], sums[1]);
        });
  }

  /** Each new high is counted for its sector. */
  static Expected sectors(Trades trades, long[] records) {
    State state = new State(trades);
    long[][] counts = new long[Keys.SPLITS][Trades.SECTORS];
    eachSplit(
        split -> {
          state.run(
              split,
              0,
              records[split],
              (key, price, count) -> counts[split][Trades.sector(trades.symbol(key))]++);
          return new Expected(0, 0);
        });
    Expected all = new Expected(0, 0);
    for (int sector = 0; sector < Trades.SECTORS; sector++) {
      int index = sector;
      long highs = Arrays.stream(counts).mapToLong(ofSplit -> ofSplit[index]).sum();
      for (long count = 1; count <= highs; count++) {
        all = all.plus(new Expected(1, Hash.sector(sector, count)));
      }
    }
    return all;
  }

  /** Each window of a symbol has a result. */
  static Expected windows(Trades trades, long[] records) {
    State state = new State(trades);
    long size = Windows.size(trades.keys()).toMillis();
    return eachSplit(
        split -> {
          long outputs = 0;
          long checksum = 0;
          for (long start = 0; start < records[split]; start += size) {
            state.clear(split);
            state.run(
                split, start, Math.min(start + size, records[split]), (key, price, count) -> {});
            for (int key = split; key < trades.keys(); key += Keys.SPLITS) {
              if (state.counts[key] > 0) {
                outputs++;
                checksum +=
                    Hash.window(trades.symbol(key), start, state.highs[key], state.counts[key]);
              }
            }
          }
          return new Expected(outputs, checksum);
        });
  }

  /** Each word of each line is counted; {@code last} if only the last count of each is told. */
  static Expected words(Lines lines, long[] records, boolean last) {
    // Different numbers may spell the same word.
    Map<String, Long> counts = new HashMap<>();
    for (int split = 0; split < Keys.SPLITS; split++) {
      for (int line = 0; line < Lines.POOL; line++) {
        long times = records[split] / Lines.POOL + (line < records[split] % Lines.POOL ? 1 : 0);
        for (int place = 0; times > 0 && place < Lines.WORDS_PER_LINE; place++) {
          counts.merge(lines.word(split, line, place), times, Long::sum);
        }
      }
    }
    long outputs = last ? counts.size() : counts.values().stream().mapToLong(count -> count).sum();
    long checksum =
        counts.entrySet().stream()
            .mapToLong(word -> Hash.word(word.getKey(), word.getValue()))
            .sum();
    return new Expected(outputs, checksum);
  }

  private static Expected eachSplit(IntFunction<Expected> ofSplit) {
    return IntStream.range(0, Keys.SPLITS)
        .parallel()
        .mapToObj(ofSplit)
        .reduce(new Expected(0, 0), Expected::plus);
  }

  private interface NewHigh {
    void of(int key, double price, long count);
  }

  /** The splits have different keys, so they may share it. */
  private static final class State {
    private final Trades trades;
    private final double[] highs;
    private final long[] counts;

    State(Trades trades) {
      this.trades = trades;
      highs = new double[trades.keys()];
      counts = new long[trades.keys()];
      Arrays.fill(highs, Double.NEGATIVE_INFINITY);
    }

    void clear(int split) {
      for (int key = split; key < highs.length; key += Keys.SPLITS) {
        highs[key] = Double.NEGATIVE_INFINITY;
        counts[key] = 0;
      }
    }

    void run(int split, long from, long to, NewHigh then) {
      for (long n = from; n < to; n++) {
        long hash = trades.hash(split, n);
        int key = trades.key(split, n, hash);
        double price = trades.price(split, n, hash);
        counts[key]++;
        if (price > highs[key]) {
          highs[key] = price;
          then.of(key, price, counts[key]);
        }
      }
    }
  }
}
