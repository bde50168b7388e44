package dev.potoroo.samples.bench;

/** Mixing of numbers, for made-up data and for checksums that do not depend on order. */
final class Hash {
  static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Hash() {}

  /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Generators). */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** What an alert adds to the checksum. */
  static long alert(String symbol, double price, long count) {
    return mix(symbol.hashCode() * GOLDEN + Double.doubleToRawLongBits(price) * 31 + count);
  }

  /** What a window adds to the checksum. */
  static long window(String symbol, long start, double high, long count) {
    return mix(alert(symbol, high, count) + start * GOLDEN);
  }

  /** What the count of a sector adds to the checksum. */
  static long sector(int sector, long count) {
    return mix(sector * GOLDEN + count);
  }

  /** What a word with its last count adds to the checksum. */
  static long word(String word, long count) {
    return mix(word.hashCode() * GOLDEN + count);
  }
}
