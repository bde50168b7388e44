package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.SAME;
import static dev.potoroo.internal.round.Given.TWO;
import static dev.potoroo.internal.round.Given.idle;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A node speaks of a generation that its coordinator has not begun. */
class NewerGenerationTest {
  private Coordinator coordinator = new Coordinator(Given.rules(2, true));

  private void register() {
    coordinator.membersUp(Set.of("a:1", "b:1"));
    coordinator.register("a:1", 1, 1, SAME, Optional.empty());
    coordinator.register("b:1", 1, 2, SAME, Optional.empty());
  }

  private void flowing() {
    register();
    coordinator.tookOver(2, Given.last(1, 7));
    coordinator.ready("a:1", 2);
    coordinator.ready("b:1", 2);
  }

  private static List<Effect> replaced(long by) {
    String message = "generation [" + by + "] has begun after [2]";
    return List.of(new Effect.Replaced(new Completion(Completion.Kind.FAILED, "FENCED", message)));
  }

  @Test
  void meansThatAnotherCoordinatorHasTakenOver() {
    flowing();
    assertThat(coordinator.report("b:1", 1, 1, idle(0, 0))).as("of the one before").isEmpty();
    assertThat(coordinator.report("b:1", 3, 1, idle(0, 0))).isEqualTo(replaced(3));
    assertThat(coordinator.report("b:1", 3, 1, idle(0, 0))).as("again").isEmpty();
    assertThat(coordinator.view().phase()).isEqualTo("complete");
  }

  @Test
  void meansThatToACoordinatorThatHasNothingMoreToDo() {
    flowing();
    coordinator.captured("a:1", 2, 8);
    coordinator.captured("b:1", 2, 8);
    coordinator.leave("a:1", true);
    coordinator.prepared("a:1", 2, 8, Given.prepared("0", 8));
    coordinator.prepared("b:1", 2, 8, Given.prepared("1", 8));
    assertThat(coordinator.committed(Given.commit(2, 8))).contains(new Effect.Release("a:1", 2, 8));
    assertThat(coordinator.view().phase()).isEqualTo("handing over");
    assertThat(coordinator.sourcesEnded("b:1", 4)).isEqualTo(replaced(4));
  }

  @Test
  void isWhatANewCoordinatorComesFor() {
    register();
    assertThat(coordinator.ready("a:1", 3)).as("it takes over").isEmpty();
    assertThat(coordinator.tookOver(4, Given.last(1, 7)))
        .containsExactly(new Effect.Assign(4, TWO, Given.last(1, 7)));
  }

  @Test
  void meansNothingWithoutAStore() {
    coordinator = new Coordinator(Given.rules(2, false));
    register();
    assertThat(coordinator.ready("a:1", 3)).isEmpty();
  }
}
