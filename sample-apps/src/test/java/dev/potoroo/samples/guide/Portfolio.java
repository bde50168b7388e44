package dev.potoroo.samples.guide;

import dev.potoroo.Step;
import java.util.TreeMap;

// #region portfolio
/** What an account holds; handlers change it in place. */
final class Portfolio {
  record Trade(String account, String symbol, int shares) {}

  public final TreeMap<String, Integer> shares = new TreeMap<>();

  static final Step<Trade, Portfolio, Void> HOLDINGS =
      Step.named("holdings")
          .in(Trade.class)
          .mutableState(Portfolio.class, Portfolio::new)
          .out(Void.class)
          .on(
              Trade.class,
              (portfolio, trade, ctx) -> {
                portfolio.shares.merge(trade.symbol(), trade.shares(), Integer::sum);
                return ctx.keep();
              });
}
// #endregion
