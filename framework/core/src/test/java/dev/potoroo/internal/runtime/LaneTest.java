package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LaneTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private final Lane lane = new Lane(4, this::newThread, failures::add);

  private Thread newThread(Runnable task) {
    Thread made = new Thread(task, "lane");
    made.setDaemon(true);
    thread.set(made);
    return made;
  }

  @AfterEach
  void stop() throws InterruptedException {
    lane.stop();
    thread.get().join();
  }

  private void drained() throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    lane.execute(() -> done.complete(null));
    done.get(10, TimeUnit.SECONDS);
  }

  @Test
  void runsTasksInOrderAndItsOwnFirst() throws Exception {
    assertThat(lane.index()).isEqualTo(4);
    List<String> ran = new ArrayList<>();
    lane.execute(
        () -> {
          ran.add("1");
          lane.execute(
              () -> {
                ran.add("1a");
                lane.execute(() -> ran.add("1aa"));
              });
          lane.execute(() -> ran.add("1b"));
        });
    lane.execute(() -> ran.add("2"));
    lane.start();
    drained();
    assertThat(ran).containsExactly("1", "1a", "1b", "1aa", "2");
  }

  @Test
  void outlivesTasksThatThrowAndInterrupts() throws Exception {
    lane.start();
    lane.execute(
        () -> {
          throw new IllegalStateException("one");
        });
    lane.execute(
        () -> {
          throw new AssertionError("two");
        });
    lane.execute(() -> Thread.currentThread().interrupt());
    drained();
    assertThat(failures).extracting(Throwable::getMessage).containsExactly("one", "two");
    Awaitility.await().until(() -> thread.get().getState() == Thread.State.WAITING);
    Awaitility.await().until(() -> !thread.get().isInterrupted());
    drained();
  }

  @Test
  void wakesUpForEveryHandOver() throws Exception {
    lane.start();
    int rounds = 1_000_000;
    int[] ran = {0};
    // Two threads hand over one by one and wait now and then until all was done, so that the lane
    // goes to sleep over and over: a lost wake-up hangs.
    List<Thread> senders = new ArrayList<>();
    for (int s = 0; s < 2; s++) {
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < rounds / 2; i++) {
                  lane.execute(() -> ran[0]++);
                  if (i % 50 == 0) {
                    CountDownLatch done = new CountDownLatch(1);
                    lane.execute(done::countDown);
                    try {
                      done.await();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                }
              });
      sender.start();
      senders.add(sender);
    }
    for (Thread sender : senders) {
      sender.join();
    }
    drained();
    assertThat(ran[0]).isEqualTo(rounds);
  }

  @Test
  void keepsTheOrderOfEachSender() throws Exception {
    lane.start();
    int count = 100_000;
    List<List<Integer>> got = List.of(new ArrayList<>(), new ArrayList<>());
    List<Thread> senders = new ArrayList<>();
    for (List<Integer> mine : got) {
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < count; i++) {
                  int n = i;
                  lane.execute(() -> mine.add(n));
                }
              });
      sender.start();
      senders.add(sender);
    }
    for (Thread sender : senders) {
      sender.join();
    }
    drained();
    assertThat(got).allSatisfy(mine -> assertThat(mine).hasSize(count).isSorted());
  }

  @Test
  void lanesAreFoundByTheirIdUntilTheyStop() {
    Lanes lanes = new Lanes(3, Thread::new, failures::add);
    try {
      lane.start();
      assertThat(Lanes.byId(lanes.id())).isSameAs(lanes);
      assertThat(lanes.count()).isEqualTo(3);
      assertThat(lanes.ofShard(7)).isSameAs(lanes.get(1));
      assertThat(Lanes.laneOfShard(7, 3)).isEqualTo(1);
    } finally {
      lanes.stop();
    }
    assertThatThrownBy(() -> Lanes.byId(lanes.id())).hasMessageContaining(lanes.id());
  }
}
