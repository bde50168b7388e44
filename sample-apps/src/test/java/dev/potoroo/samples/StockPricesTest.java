package dev.potoroo.samples;

import static dev.potoroo.samples.StockPrices.LATEST_PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Next;
import dev.potoroo.samples.StockPrices.NewHigh;
import dev.potoroo.samples.StockPrices.Stock;
import dev.potoroo.samples.StockPrices.Tick;
import org.junit.jupiter.api.Test;

class StockPricesTest {
  // #region step
  @Test
  void emitsAPriceAboveAllBefore() throws Exception {
    assertThat(LATEST_PRICE.test("IBM", new Stock(163.0, 164.5), new Tick("IBM", 165.2)))
        .isEqualTo(Next.become(new Stock(165.2, 165.2)).emit(new NewHigh("IBM", 165.2)));
  }

  @Test
  void remembersAPriceBelowTheHighestInSilence() throws Exception {
    assertThat(LATEST_PRICE.test("IBM", new Stock(163.0, 164.5), new Tick("IBM", 164.0)))
        .isEqualTo(Next.become(new Stock(164.0, 164.5)));
  }

  // #endregion

  @Test
  void emitsTheFirstPriceWhateverItIs() throws Exception {
    assertThat(LATEST_PRICE.test("CL", LATEST_PRICE.initialState(), new Tick("CL", -37.63)))
        .isEqualTo(Next.become(new Stock(-37.63, -37.63)).emit(new NewHigh("CL", -37.63)));
  }

  @Test
  void doesNotTakeTheSamePriceForANewHigh() throws Exception {
    assertThat(LATEST_PRICE.test("IBM", new Stock(1, 2), new Tick("IBM", 2)))
        .isEqualTo(Next.become(new Stock(2, 2)));
  }
}
