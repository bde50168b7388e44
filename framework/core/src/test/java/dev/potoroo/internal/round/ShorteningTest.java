package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShorteningTest {
  private static final long MILLI = SECOND / 1000;

  private final Shortening shortening = new Shortening(SECOND);

  private boolean goesOnAfter(long millis) {
    return shortening.goesOn(millis * MILLI);
  }

  @Test
  void goesOnUntilARoundIsShort() {
    assertThat(goesOnAfter(800)).isTrue();
    assertThat(goesOnAfter(400)).isTrue();
    assertThat(goesOnAfter(125)).as("an eighth of the interval").isFalse();
  }

  @Test
  void hasNoOtherRoundIfTheFirstIsShort() {
    assertThat(goesOnAfter(0)).isFalse();
  }

  @Test
  void endsWithRoundsThatDoNotGetShorter() {
    assertThat(goesOnAfter(800)).isTrue();
    assertThat(goesOnAfter(600)).as("three quarters of the one before").isFalse();
  }

  @Test
  void endsAfterSomeRounds() {
    assertThat(goesOnAfter(100_000)).isTrue();
    assertThat(goesOnAfter(10_000)).isTrue();
    assertThat(goesOnAfter(5_000)).isTrue();
    assertThat(goesOnAfter(2_000)).isFalse();
  }
}
