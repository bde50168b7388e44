package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatchingUpTest {
  private static final long SECOND = 1_000_000_000;

  private final CatchingUp reader = new CatchingUp();

  @Test
  void nothingIsLeftAsTheConnectorSays() {
    assertThat(reader.nothing(3, 0)).isFalse();
    assertThat(reader.nothing(3, 9 * SECOND)).isFalse();
    assertThat(reader.nothing(0, 9 * SECOND)).isTrue();
    assertThat(reader.isDone()).isTrue();
    reader.something();
    assertThat(reader.nothing(0, 9 * SECOND)).as("told once").isFalse();
    assertThat(reader.isDone()).isTrue();
  }

  @Test
  void whoDoesNotKnowHasHadNothingForASecond() {
    assertThat(reader.nothing(-1, -SECOND)).isFalse();
    reader.something();
    assertThat(reader.nothing(-1, 5)).isFalse();
    assertThat(reader.nothing(-1, SECOND)).isFalse();
    assertThat(reader.isDone()).isFalse();
    assertThat(reader.nothing(-1, SECOND + 5)).isTrue();
  }
}
