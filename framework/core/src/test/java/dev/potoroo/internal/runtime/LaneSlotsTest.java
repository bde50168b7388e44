package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneSlotsTest {
  private final Lanes lanes =
      new Lanes(
          1,
          Thread::new,
          failure -> {
            throw new AssertionError(failure);
          });
  private final AtomicLong objects = new AtomicLong();
  private final List<ActorSlot> asked = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final List<String> did = new ArrayList<>();
  private LaneSlots slots;

  @TempDir Path data;

  @BeforeEach
  void make() {
    LaneWork work = new LaneWork(new TestNode(data, Map.of()).node, lanes.get(0), start -> {});
    slots =
        new LaneSlots(
            work.step(0),
            work,
            objects,
            "2:",
            start -> {
              asked.add(start.slot());
              ids.add(start.id());
            });
  }

  @AfterEach
  void stop() {
    lanes.stop();
  }

  @Test
  void objectsAreToldFromThoseOfOtherSteps() {
    slots.of("a");
    assertThat(ids).containsExactly("2:a");
  }

  @Test
  void objectsWhoseShardsMoveEndAtOnce() {
    slots.of("stays");
    slots.of("moves");
    asked.forEach(slot -> slots.started(slot, new Named(slot.key)));

    List<Slot> moved = slots.keepOnly("stays"::equals);

    assertThat(moved).extracting(slot -> slot.key).containsExactly("moves");
    assertThat(did).containsExactly("[moves] ends");
    assertThat(slots.get("moves")).isNull();
    assertThat(objects).hasValue(1);
  }

  @Test
  void anActorThatComesAfterItsShardHasMovedIsNotAskedForAgain() {
    slots.of("moves");

    slots.keepOnly("stays"::equals);
    asked.clear();
    slots.askAgain();

    assertThat(asked).isEmpty();
    assertThat(did).isEmpty();
  }

  @Test
  void anObjectThatLeavesMemoryAsksItsShard() {
    Slot slot = slots.of("leaves");
    asked.forEach(one -> slots.started(one, new Named(one.key)));

    slots.remove(slot);

    assertThat(did).containsExactly("[leaves] leaves");
    assertThat(objects).hasValue(0);
  }

  /** Tells what is done with it. */
  private final class Named implements Entity {
    private final String key;

    Named(String key) {
      this.key = key;
    }

    @Override
    public void deliver() {
      did.add("[" + key + "] has records");
    }

    @Override
    public void goOn() {
      did.add("[" + key + "] goes on");
    }

    @Override
    public void tryAgain() {
      did.add("[" + key + "] tries again");
    }

    @Override
    public void retryAfter(Duration backoff) {
      did.add("[" + key + "] waits");
    }

    @Override
    public void leave() {
      did.add("[" + key + "] leaves");
    }

    @Override
    public void end() {
      did.add("[" + key + "] ends");
    }
  }
}
