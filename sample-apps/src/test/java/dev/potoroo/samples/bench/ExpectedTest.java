package dev.potoroo.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.samples.bench.BenchOptions.Distribution;
import dev.potoroo.samples.bench.WindowBench.Summary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The data and what it must give are those that the other systems are measured with: the numbers
 * below come from the programs that measure them.
 */
class ExpectedTest {
  private static final long[] RECORDS = {50_000, 40_001, 30_002, 20_003};

  @ParameterizedTest
  @CsvSource({
    "W1, 3000, UNIFORM, 42694, b6bf9205265649ce",
    "W1, 1000, ZIPF, 27700, 67e04dfc71e3c496",
    "W1, 3000, ZIPF, 26917, 376463fd73046fcd",
    "W1, 1000000, UNIFORM, 134831, dbdc275f6054eccd",
    "W1, 1000000, ZIPF, 57934, 94dbf640938d2448",
    "W7, 3000, UNIFORM, 42694, b6bf9205265649ce",
    "W3, 3000, UNIFORM, 42694, 8cb3e6a306f69ce5",
    "W3, 1000000, ZIPF, 57934, efb5b914bb769628",
    "W2, 3000, UNIFORM, 1400060, 5b517d3e6826e1f4",
    "W2, 1000, ZIPF, 1400060, 796368a939762e6d"
  })
  void isWhatOthersAreMeasuredWith(
      Workload workload, int keys, Distribution distribution, long outputs, String checksum) {
    BenchOptions options = new BenchOptions();
    options.keys = keys;
    options.distribution = distribution;
    Expected expected = workload.input(options).oracle().of(RECORDS);
    assertThat(expected.outputs()).isEqualTo(outputs);
    assertThat(Long.toHexString(expected.checksum())).isEqualTo(checksum);
  }

  /** Each in a map, by its symbol and its start. */
  @ParameterizedTest
  @CsvSource({"3000, UNIFORM", "400, ZIPF", "40000, UNIFORM"})
  void hasEachWindowOfEachSymbol(int keys, Distribution distribution) {
    BenchOptions options = new BenchOptions();
    options.keys = keys;
    options.distribution = distribution;
    Trades trades = new Trades(options);
    Map<List<Object>, Summary> windows = new HashMap<>();
    for (int split = 0; split < RECORDS.length; split++) {
      for (long n = 0; n < RECORDS[split]; n++) {
        Trade trade = trades.record(split, n, n);
        windows.merge(
            List.of(trade.symbol(), n / keys * keys), Summary.NONE.plus(trade), Summary::plus);
      }
    }
    long checksum = 0;
    for (Map.Entry<List<Object>, Summary> window : windows.entrySet()) {
      checksum +=
          Hash.window(
              (String) window.getKey().get(0),
              (Long) window.getKey().get(1),
              window.getValue().high(),
              window.getValue().count());
    }
    assertThat(Workload.WINDOWS.input(options).oracle().of(RECORDS))
        .isEqualTo(new Expected(windows.size(), checksum));
  }
}
