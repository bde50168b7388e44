package dev.potoroo.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.samples.StockPrices.Tick;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomTicksTest {
  private final RandomTicks ticks = new RandomTicks(3_000);

  @Test
  void givesTheSameTickForTheSameIndexAndRandomNumbers() {
    assertThat(tick(12_345)).isEqualTo(tick(12_345)).isNotEqualTo(tick(12_346));
  }

  @Test
  void dealsInAsManyStocksAsItWasTold() {
    assertThat(LongStream.range(0, 100_000).mapToObj(i -> tick(i).symbol()).distinct())
        .hasSize(3_000)
        .contains("IBM")
        .allSatisfy(symbol -> assertThat(symbol).matches("[A-Z]{3}"));
  }

  @Test
  void namesManyStocksWithoutRepeating() {
    var many = new RandomTicks(20_000);
    assertThat(
            LongStream.range(0, 1_000_000)
                .mapToObj(i -> many.generate(i, new SplittableRandom(i)).symbol())
                .distinct())
        .hasSize(20_000);
  }

  private Tick tick(long index) {
    return ticks.generate(index, new SplittableRandom(index));
  }
}
