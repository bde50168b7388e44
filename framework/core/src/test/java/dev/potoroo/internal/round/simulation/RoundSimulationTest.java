package dev.potoroo.internal.round.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of short lives of a pipeline. {@code -Dseeds=N} runs as many, {@code -Dseed=N} runs one
 * again.
 */
class RoundSimulationTest {
  private static final long SEEDS = Long.getLong("seeds", 10_000);

  @Test
  void commitsExactlyWhatWasReadWhateverGoesWrong() {
    Figures figures = new Figures();
    Long one = Long.getLong("seed");
    if (one != null) {
      Simulation.run(one, Mutant.NONE, figures);
      return;
    }
    for (long seed = 0; seed < SEEDS; seed++) {
      Simulation.run(seed, Mutant.NONE, figures);
    }
    System.out.println(figures);
    assertThat(figures.rollbacks())
        .as("something went wrong in most runs")
        .isGreaterThan(SEEDS / 2);
    assertThat(figures.crashes()).isGreaterThan(SEEDS / 2);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void findsOutIfARuleIsBroken(Mutant mutant) {
    long seed = 0;
    try {
      for (; seed < SEEDS; seed++) {
        Simulation.run(seed, mutant, new Figures());
      }
    } catch (AssertionError e) {
      System.out.println(
          e.getMessage()
              .substring(Math.max(0, e.getMessage().length() - 200))
              .replaceAll("(?s).*\n", ""));
      return;
    }
    throw new AssertionError("not found " + mutant);
  }
}
