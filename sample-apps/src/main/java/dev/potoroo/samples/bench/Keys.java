package dev.potoroo.samples.bench;

import org.jspecify.annotations.Nullable;

/**
 * Chooses keys, from a hash. Each split has keys of its own (those with {@code key % SPLITS ==
 * split}), as the partitions of a keyed topic have: so the order of each key, and with it every
 * result, is the same however many threads read.
 */
public final class Keys {
  /** How many parts there are, each with keys of its own. */
  public static final int SPLITS = 4;

  private final int perSplit;
  private final long @Nullable [][] alias;

  private Keys(int perSplit, long @Nullable [][] alias) {
    this.perSplit = perSplit;
    this.alias = alias;
  }

  /** Each as often as the others. */
  static Keys uniform(int keys) {
    return new Keys(keys / SPLITS, null);
  }

  /** Key {@code i} in proportion to {@code 1 / (i + 1)}. */
  static Keys zipf(int keys) {
    long[][] alias = new long[SPLITS][];
    for (int split = 0; split < SPLITS; split++) {
      alias[split] = aliasTable(keys / SPLITS, split);
    }
    return new Keys(keys / SPLITS, alias);
  }

  int key(int split, long hash) {
    int drawn = (int) (((hash >>> 32) * perSplit) >>> 32);
    if (alias != null) {
      long entry = alias[split][drawn];
      if ((Hash.mix(hash) >>> 32) >= (entry >>> 32)) {
        drawn = (int) entry;
      }
    }
    return drawn * SPLITS + split;
  }

  /**
   * Walker's alias table, built as Vose does: the high half of an entry says how often the drawn
   * key is taken, the low half which one else.
   */
  private static long[] aliasTable(int size, int split) {
    double[] weights = weights(size, split);
    int[] stack = new int[size];
    int[] other = new int[size];
    int small = 0;
    int large = size;
    for (int i = 0; i < size; i++) {
      if (weights[i] < 1) {
        stack[small++] = i;
      } else {
        stack[--large] = i;
      }
    }
    while (small > 0 && large < size) {
      int less = stack[--small];
      int more = stack[large];
      other[less] = more;
      weights[more] -= 1 - weights[less];
      if (weights[more] < 1) {
        large++;
        stack[small++] = more;
      }
    }
    // What rounding has left over is as good as 1.
    while (small > 0) {
      int own = stack[--small];
      weights[own] = 1;
      other[own] = own;
    }
    while (large < size) {
      int own = stack[large++];
      weights[own] = 1;
      other[own] = own;
    }
    long[] table = new long[size];
    for (int i = 0; i < size; i++) {
      table[i] = (long) Math.min(weights[i] * 0x1p32, 0x1p32 - 1) << 32 | other[i];
    }
    return table;
  }

  /** With an average of 1. */
  private static double[] weights(int size, int split) {
    double[] weights = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      weights[i] = 1.0 / (i * SPLITS + split + 1);
      sum += weights[i];
    }
    for (int i = 0; i < size; i++) {
      weights[i] = weights[i] / sum * size;
    }
    return weights;
  }
}
