package dev.potoroo.samples.bench;

/**
 * Made-up lines of ten words, from a pool of 16 384 for each split. Word {@code i} of a vocabulary
 * is chosen as key {@code i} is for trades. Thread-safe.
 */
public final class Lines implements Feed<Line> {
  static final int POOL = 16_384;
  static final int WORDS_PER_LINE = 10;

  private static final int RADIX = 36;
  private static final int SHORTEST = RADIX * 7;
  private static final String ENDING = "ing";

  private final String[] words;
  private final String[][] lines = new String[Keys.SPLITS][POOL];
  private final int[][] chosen = new int[Keys.SPLITS][POOL * WORDS_PER_LINE];

  /** Those of a run. */
  public Lines(BenchOptions options) {
    words = new String[options.keys];
    for (int i = 0; i < words.length; i++) {
      words[i] = Integer.toString(i + SHORTEST, RADIX) + ENDING.substring(0, i % 4);
    }
    Keys keys = options.newKeys();
    long seed = Hash.mix(options.seed);
    for (int split = 0; split < Keys.SPLITS; split++) {
      for (int line = 0; line < POOL; line++) {
        lines[split][line] = line(keys, seed, split, line);
      }
    }
  }

  private String line(Keys keys, long seed, int split, int line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS_PER_LINE; i++) {
      long at = (long) line * WORDS_PER_LINE + i;
      int word = keys.key((split * 7 + i) % Keys.SPLITS, Hash.mix(seed + split * 1_000_003L + at));
      chosen[split][(int) at] = word;
      text.append(i > 0 ? " " : "").append(words[word]);
    }
    return text.toString();
  }

  @Override
  public Line record(int split, long n, long time) {
    return new Line(lines[split][(int) (n % POOL)]);
  }

  /** The word that a line of the pool has at a place. */
  String word(int split, int line, int place) {
    return words[chosen[split][line * WORDS_PER_LINE + place]];
  }
}
