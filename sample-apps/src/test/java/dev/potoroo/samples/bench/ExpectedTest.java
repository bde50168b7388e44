package dev.potoroo.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.samples.bench.BenchOptions.Distribution;
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
}
