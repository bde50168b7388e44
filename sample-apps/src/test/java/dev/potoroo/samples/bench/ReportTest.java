package dev.potoroo.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.samples.bench.Measurement.Window;
import dev.potoroo.samples.bench.Report.Subject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
  private static final long AGO = TimeUnit.SECONDS.toNanos(5);

  private final BenchOptions options = new BenchOptions();
  private final Tallies tallies = new Tallies(options);

  /** Its window ends that much after a result that was late. */
  @ParameterizedTest
  @CsvSource({"true, 500, false", "true, 1500, true", "false, 500, true"})
  void isWrongWhileOutputIsBehindAfterACrash(boolean crash, long millis, boolean right) {
    options.rate = 10_000;
    options.lifeIn = crash ? Path.of("life") : null;
    tallies.newTally().alert("S", 1.5, 1, System.nanoTime() - AGO);
    Report report = report(tallies.lastLate() + millis);
    assertThat(report.right()).isEqualTo(right);
    assertThat(report.fields()).containsEntry("ok", right);
    assertThat(report.fields().containsKey("bad")).isNotEqualTo(right);
  }

  private Report report(long endMillis) {
    Machine machine = Machine.now();
    Expected all = tallies.actual();
    return new Report(
        new Subject("potoroo", "0", "object"),
        options,
        new Window(machine, machine, 1, 1, 1, 1, List.of(), endMillis, null),
        tallies,
        records -> records[0] == 0 ? new Expected(0, 0) : all,
        new long[] {0},
        new long[] {1});
  }
}
