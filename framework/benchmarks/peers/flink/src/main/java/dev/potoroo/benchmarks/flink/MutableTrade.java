package dev.potoroo.benchmarks.flink;

import java.io.Serializable;

/** A trade that is filled again and again, as Flink's object reuse has it. */
public final class MutableTrade implements Serializable {
  private static final long serialVersionUID = 1;

  public String symbol = "";
  public double price;
  public long due;

  void set(String newSymbol, double newPrice, long newDue) {
    symbol = newSymbol;
    price = newPrice;
    due = newDue;
  }
}
