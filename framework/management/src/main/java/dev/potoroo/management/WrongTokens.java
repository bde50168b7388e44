package dev.potoroo.management;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong tokens by the address they come from: one that sends too many is not listened to for
 * a while. Safe for use by any thread; knows no clock.
 */
final class WrongTokens {
  /** What an attacker with many addresses can make us keep. */
  private static final int MOST_ADDRESSES = 1024;

  private final int perSecond;
  private final Map<String, Allowance> left =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  WrongTokens(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Whether a token from that address is looked at. */
  synchronized boolean listens(String address, long nanoTime) {
    Allowance known = left.get(address);
    return known == null || known.any(nanoTime);
  }

  /** A token from that address was wrong. */
  synchronized void wrong(String address, long nanoTime) {
    left.computeIfAbsent(address, unknown -> new Allowance(perSecond, nanoTime)).take(nanoTime);
  }
}
