package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksTest {

  /** In this JVM, for a moment: figures are worth nothing, but each has come to its end. */
  @Test
  void runOnce() throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(10))
                    .param("keys", "3000")
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertThat(results)
        .extracting(result -> result.getParams().getBenchmark().replaceAll(".*\\.(\\w+\\.)", "$1"))
        .containsExactlyInAnyOrder(
            "LookupBenchmark.oneByOneInHashMap",
            "LookupBenchmark.oneByOneInSlotTable",
            "LookupBenchmark.allFoundFirst",
            "LookupBenchmark.allFoundFirstAndFetchedAhead",
            "RoutingBenchmark.lanes",
            "StateBenchmark.encodeJson",
            "StateBenchmark.encodeCbor",
            "StateBenchmark.decodeJson",
            "StateBenchmark.decodeCbor",
            "WireBenchmark.write",
            "WireBenchmark.read");
    assertThat(results)
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
  }
}
