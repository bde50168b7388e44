package dev.potoroo.internal.round;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadingTest {
  @Test
  void itGoesOnUntilAllNodesHaveReadAndTwoRoundsHaveEnded() {
    Loading loading = new Loading(true);
    assertThat(loading.drained(true)).isFalse();
    assertThat(loading.settles()).isFalse();
    assertThat(loading.drained(false)).isFalse();
    assertThat(loading.goesOn()).isTrue();
    assertThat(loading.settles()).as("the next round ends at once").isTrue();
    assertThat(loading.drained(true)).as("it must be captured").isTrue();
    assertThat(loading.goesOn()).isFalse();
    assertThat(loading.settles()).isFalse();
    assertThat(loading.drained(false)).isFalse();
  }

  @Test
  void withoutReferenceDataAllSourcesAreReadAtOnce() {
    Loading loading = new Loading(false);
    assertThat(loading.goesOn()).isFalse();
    assertThat(loading.drained(false)).isFalse();
    assertThat(loading.settles()).isFalse();
  }
}
