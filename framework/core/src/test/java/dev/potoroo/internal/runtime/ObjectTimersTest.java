package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.FiredTimer;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the lane is asked to look at an object's timers. */
class ObjectTimersTest {
  private final ObjectTimers timers = new ObjectTimers(List.of());

  private static StoredTimer timer(String name, long at) {
    return new StoredTimer(name, TimeDomain.EVENT, at);
  }

  /** The names of those that it is asked to look at in a round. */
  private List<String> woken(long round, boolean lasting) {
    List<String> names = new ArrayList<>();
    timers.wakeIn(
        round,
        timer -> {
          names.add(timer.name());
          return lasting;
        });
    return names;
  }

  @Test
  void isAskedOnceForEachTimerAndAgainForOneThatIsDueEarlierOrHasFired() {
    for (String name : List.of("a", "b", "c", "d")) {
      timers.set(timer(name, 100));
    }
    assertThat(woken(1, true)).containsExactly("a", "b", "c", "d");
    assertThat(woken(1, true)).isEmpty();

    timers.set(timer("b", 200));
    timers.set(timer("c", 50));
    assertThat(woken(2, true)).containsExactly("c");

    for (String fired : List.of("d", "a", "b")) {
      timers.due(new FiredTimer(fired, true, 200));
    }
    assertThat(woken(2, true)).containsExactlyInAnyOrder("a", "b", "d");
    assertThat(woken(2, true)).isEmpty();
  }

  @Test
  void isAskedAgainInTheNextRoundIfThatIsNotSureAndWhenAllIsForgotten() {
    timers.set(timer("a", 100));
    timers.set(timer("b", 100));
    assertThat(woken(1, false)).containsExactly("a", "b");
    assertThat(woken(1, false)).isEmpty();
    assertThat(woken(2, true)).containsExactly("a", "b");
    assertThat(woken(3, true)).isEmpty();

    timers.forgetWakes();

    assertThat(woken(3, true)).containsExactly("a", "b");
  }
}
