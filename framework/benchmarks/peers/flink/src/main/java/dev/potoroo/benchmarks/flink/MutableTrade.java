package dev.potoroo.benchmarks.flink;

/** A trade that is filled again and again, as Flink's object reuse has it. */
public final class MutableTrade {
  public String symbol = "";
  public double price;
  public long due;

  void set(String newSymbol, double newPrice, long newDue) {
    symbol = newSymbol;
    price = newPrice;
    due = newDue;
  }
}
