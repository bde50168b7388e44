package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.SAME;
import static dev.potoroo.internal.round.Given.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node is to leave before a coordinator knows that nodes are in a generation. */
class EarlyLeaveTest {
  private static final Effect.Release AT_ONCE = new Effect.Release("a:1", 0, 0);

  private final Coordinator coordinator = new Coordinator(Given.rules(3, true));

  @BeforeEach
  void leaves() {
    coordinator.membersUp(Set.of("a:1", "b:1"));
    coordinator.register("a:1", 1, 1, SAME, Optional.empty());
    coordinator.register("b:1", 1, 2, SAME, Optional.empty());
    assertThat(coordinator.leave("a:1", true)).containsExactly(AT_ONCE);
  }

  @Test
  void isToldAgainUntilItHasHeard() {
    assertThat(coordinator.register("a:1", 1, 1, SAME, Optional.empty())).containsExactly(AT_ONCE);
    assertThat(coordinator.view().phase()).isEqualTo("gathering");
  }

  @Test
  void leavesWithTheNextGenerationIfAnEarlierCoordinatorHasPutItIntoOne() {
    assertThat(coordinator.register("a:1", 1, 1, SAME, Optional.of(TWO)))
        .containsExactly(new Effect.TakeOver());
    assertThat(coordinator.tookOver(2, Optional.empty()))
        .containsExactly(new Effect.Assign(2, TWO, Optional.empty()));
    coordinator.ready("a:1", 2);
    assertThat(coordinator.ready("b:1", 2)).containsExactly(new Effect.Release("a:1", 2, 0));
    assertThat(coordinator.view().phase()).as("its node leaves").isEqualTo("handing over");
  }
}
