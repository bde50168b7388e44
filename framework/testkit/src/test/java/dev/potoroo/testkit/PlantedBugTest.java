package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.potoroo.testkit.SimulationTest.Books;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test of the simulation: what is broken on purpose must be found, and be found again. */
class PlantedBugTest {
  private static final int SEEDS = 200;

  private static Simulation books(PlantedBug with) {
    return Simulation.of(() -> new Books(false))
        .nodes(3)
        .partitions("orders", 3)
        .faults(with.faults());
  }

  @ParameterizedTest
  @EnumSource
  void isFoundAndFoundAgain(PlantedBug bug) {
    AssertionError found =
        catchThrowableOfType(
            AssertionError.class, () -> books(bug).in(bug::in).seeds(1, SEEDS).run());
    assertThat(found).as("%s is found", bug).isNotNull();
    long seed = Long.parseLong(found.getMessage().replaceAll("(?s)seed \\[(\\d+)].*", "$1"));
    assertThatThrownBy(() -> books(bug).in(bug::in).seeds(seed, seed).run())
        .hasMessage(found.getMessage())
        .hasMessageContainingAll("What happened:\n  ", "the coordinator is on node-1");
    books(bug).seeds(seed, seed).run();
  }
}
