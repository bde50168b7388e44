package dev.potoroo.benchmarks;

import java.io.Serializable;

/** What is known of a symbol, for engines whose state may change in place. */
public final class Stock implements Serializable {
  private static final long serialVersionUID = 1;

  public double last;
  public double high = -Double.MAX_VALUE;
  public long count;

  /**
   * Takes in a price.
   *
   * @return whether it is a new high
   */
  public boolean seen(double price) {
    last = price;
    count++;
    if (price <= high) {
      return false;
    }
    high = price;
    return true;
  }
}
