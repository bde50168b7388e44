package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.KeyTimer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** With {@code -Dtest.cases=N}, N times as many random queues. */
class TimerQueueTest {
  private static final int CASES = Integer.getInteger("test.cases", 1);

  private static KeyTimer timer(long at) {
    return new KeyTimer(at, "t", "k" + at);
  }

  @Test
  void givesWhatIsDueInOrder() {
    TimerQueue queue = new TimerQueue(false);
    for (long at : new long[] {5, 3, 9}) {
      assertThat(queue.add(timer(at), 1)).isTrue();
    }
    assertThat(queue.next()).isEqualTo(3);
    assertThat(queue.isDue(2)).isFalse();
    assertThat(queue.pollDue(2)).isNull();
    assertThat(queue.pollDue(5)).isEqualTo(timer(3));
    assertThat(queue.pollDue(5)).isEqualTo(timer(5));
    assertThat(queue.pollDue(5)).isNull();
  }

  @Test
  void readsFromTheStoreWhenTheTimeHasCome() {
    TimerQueue queue = new TimerQueue(true);
    assertThat(queue.isDue(0)).as("something may be in the store").isTrue();
    assertThat(queue.beginsReading(0)).isTrue();
    assertThat(queue.beginsReading(0)).as("at once").isFalse();
    queue.read(List.of(timer(3)), timer(4), true);
    assertThat(queue.lastRead()).isEqualTo(timer(4));
    assertThat(queue.next()).isEqualTo(3);
    assertThat(queue.beginsReading(3)).isFalse();
    assertThat(queue.pollDue(3)).isEqualTo(timer(3));
    assertThat(queue.beginsReading(4)).isTrue();
    queue.read(List.of(), null, false);
    assertThat(queue.next()).isEqualTo(Long.MAX_VALUE);
    assertThat(queue.isDue(1000)).isFalse();
  }

  @Test
  void keepsWhatTheStoreDoesNotHaveYet() {
    TimerQueue queue = new TimerQueue(true);
    queue.beginsReading(0);
    queue.read(List.of(), timer(4), true);
    assertThat(queue.add(timer(8), 2)).as("beyond what was read").isFalse();
    queue.beginsReading(4);
    queue.committed(2);
    // What is read may be from before the commit.
    queue.read(List.of(), timer(9), true);
    assertThat(queue.pollDue(8)).isEqualTo(timer(8));
  }

  @Test
  void forgetsWhatTheStoreHas() {
    TimerQueue queue = new TimerQueue(true);
    queue.beginsReading(0);
    queue.read(List.of(), timer(4), true);
    queue.add(timer(8), 2);
    queue.add(timer(9), 3);
    queue.committed(2);
    assertThat(queue.size()).isEqualTo(1);
  }

  /**
   * A store and a queue, with commits and readings in between: no timer that is set is missed, and
   * none is given before its time.
   */
  @Test
  void missesNothing() {
    for (int seed = 0; seed < 2000 * CASES; seed++) {
      new Model(new Random(seed)).run();
    }
  }

  private static final class Model {
    private static final int KEYS = 12;
    private static final int PAGE = 3;
    private final Random random;
    private final TimerQueue queue = new TimerQueue(true);
    private final Map<String, Long> now = new HashMap<>();
    private final TreeSet<KeyTimer> stored =
        new TreeSet<>(Comparator.comparingLong(KeyTimer::at).thenComparing(KeyTimer::key));
    private List<KeyTimer> reading = List.of();
    private boolean isReading;
    private long time;
    private long round = 1;

    Model(Random random) {
      this.random = random;
      for (int i = random.nextInt(KEYS); i > 0; i--) {
        set(random.nextInt(100), false);
      }
      store();
    }

    private void set(long at, boolean add) {
      String key = "k" + random.nextInt(KEYS);
      now.put(key, at);
      if (add) {
        queue.add(new KeyTimer(at, "t", key), round);
      }
    }

    private void store() {
      stored.clear();
      now.forEach((key, at) -> stored.add(new KeyTimer(at, "t", key)));
    }

    void run() {
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(5)) {
          case 0 -> set(time + random.nextInt(40), true);
          case 1 -> {
            store();
            queue.committed(round++);
          }
          case 2 -> endReading();
          default -> time += random.nextInt(10);
        }
        fire();
      }
      endReading();
      fire();
      while (isReading) {
        endReading();
        fire();
      }
      assertThat(now.values()).allMatch(at -> at > time);
    }

    private void fire() {
      if (queue.beginsReading(time)) {
        isReading = true;
        KeyTimer last = queue.lastRead();
        reading =
            new ArrayList<>(
                (last == null ? stored : stored.tailSet(last, false))
                    .stream().limit(PAGE).toList());
      }
      Set<KeyTimer> given = new HashSet<>();
      for (KeyTimer due = queue.pollDue(time); due != null; due = queue.pollDue(time)) {
        given.add(due);
        assertThat(due.at()).isLessThanOrEqualTo(time);
        Long at = now.get(due.key());
        if (at != null && at <= time) {
          now.remove(due.key());
        }
      }
      if (!isReading) {
        assertThat(now.values()).allMatch(at -> at > time);
      }
    }

    private void endReading() {
      if (isReading) {
        isReading = false;
        KeyTimer last = reading.isEmpty() ? null : reading.get(reading.size() - 1);
        queue.read(reading, last, reading.size() == PAGE);
      }
    }
  }
}
