package dev.potoroo.internal.round.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of short lives of a pipeline. {@code -Dtest.seeds=N} tries as many; {@code
 * -Dtest.seed=N} tries that one again.
 */
class RoundSimulationTest {
  private static final long SEEDS = Long.getLong("test.seeds", 10_000);
  private static final Long ONE_SEED = Long.getLong("test.seed");

  @Test
  void commitsExactlyWhatWasReadWhateverGoesWrong() {
    Figures figures = new Figures();
    if (ONE_SEED != null) {
      Simulation.run(ONE_SEED, Mutant.NONE, figures);
      return;
    }
    tryAll(Mutant.NONE, figures);
    System.out.println(figures);
    assertThat(figures.generations()).as("enough has gone wrong").isGreaterThan(2 * SEEDS);
    assertThat(figures.rollbacks()).isGreaterThan(SEEDS / 10);
    assertThat(figures.recordsDropped()).isGreaterThan(SEEDS / 10);
    assertThat(figures.answersLost()).isGreaterThan(SEEDS / 10);
  }

  private static void tryAll(Mutant mutant, Figures figures) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Simulation.run(seed, mutant, figures);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void findsOutIfARuleIsBroken(Mutant mutant) {
    assertThatThrownBy(() -> tryAll(mutant, new Figures()))
        .as(mutant.name())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(", mutant " + mutant + ": ")
        .hasMessageContaining("coord@");
  }

  @Test
  void doesTheSameForTheSameSeed() {
    Figures first = new Figures();
    Figures second = new Figures();
    for (long seed = 0; seed < 50; seed++) {
      Simulation.run(seed, Mutant.NONE, first);
    }
    for (long seed = 0; seed < 50; seed++) {
      Simulation.run(seed, Mutant.NONE, second);
    }
    assertThat(second).hasToString(first.toString());
  }
}
