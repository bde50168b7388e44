package dev.potoroo.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContenderTest {

  @ParameterizedTest
  @EnumSource
  void runsWhatItHas(Workload workload) {
    BenchOptions options = new BenchOptions();
    options.workload = workload;
    List<Contender> without =
        switch (workload) {
          case W1, W2, W3 -> List.of();
          case W6 -> List.of(Contender.KAFKA_STREAMS);
          case W7 -> List.of(Contender.JET);
          case WINDOWS -> List.of(Contender.JET, Contender.JET_PIPELINE, Contender.KAFKA_STREAMS);
        };
    assertThat(Stream.of(Contender.values()).filter(system -> !system.runs(options)).toList())
        .isEqualTo(without);
  }
}
