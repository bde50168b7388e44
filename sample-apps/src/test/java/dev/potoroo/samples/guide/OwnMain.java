package dev.potoroo.samples.guide;

import dev.potoroo.launcher.Potoroo;
import dev.potoroo.samples.StockPrices;

/** A main of one's own. */
final class OwnMain {
  private OwnMain() {}

  // #region main
  public static void main(String[] args) {
    Potoroo.run(new StockPrices(), args);
  }
  // #endregion
}
