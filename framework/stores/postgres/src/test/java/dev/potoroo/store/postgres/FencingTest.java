package dev.potoroo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.TakeOver;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Several nodes each take over from the others, all the time, and go on as if nobody had. */
class FencingTest {
  private static final int NODES = 3;
  private static final int TAKE_OVERS = 100;
  private static final int ROUNDS_EACH = 5;

  private final NavigableMap<Long, Long> committedBy = new ConcurrentSkipListMap<>();
  private final AtomicInteger fenced = new AtomicInteger();
  private final AtomicInteger rowsBehindTheStoresBack = new AtomicInteger();
  private final AtomicLong lastGeneration = new AtomicLong();
  private final AtomicInteger running = new AtomicInteger(NODES);

  @Test
  void nothingOfAReplacedGenerationIsEverSeen() throws Exception {
    Server server = Server.fresh();
    server.open("p").close();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        all.add(threads.submit(node(server)));
      }
      all.add(threads.submit(() -> read(server)));
      all.add(threads.submit(() -> insertBehindTheStoresBack(server)));
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(lastGeneration).hasValue(NODES * TAKE_OVERS);
    assertThat(fenced.get()).as("attempts of replaced generations").isPositive();
    assertThat(rowsBehindTheStoresBack.get()).as("rows of replaced generations").isPositive();
    verify(server);
    System.out.printf(
        "%d take-overs, %d rounds committed, %d attempts refused, %d stale rows written: 0 seen%n",
        lastGeneration.get(), committedBy.size(), fenced.get(), rowsBehindTheStoresBack.get());
  }

  private Callable<Void> node(Server server) {
    return () -> {
      try (StateStore store = server.open("p")) {
        for (int i = 0; i < TAKE_OVERS; i++) {
          live(store);
        }
      } finally {
        running.decrementAndGet();
      }
      return null;
    };
  }

  /** Takes over and commits some rounds, also when it has been replaced. */
  private void live(StateStore store) throws StoreException {
    TakeOver takeOver = store.takeOver();
    long generation = takeOver.generation();
    lastGeneration.accumulateAndGet(generation, Math::max);
    long round = takeOver.last().map(RoundCommit::round).orElse(0L);
    for (int i = 0; i < ROUNDS_EACH; i++) {
      round++;
      long next = round;
      boolean written =
          attempt(() -> store.write(generation, next, Rounds.allKeys(generation + ":" + next)));
      boolean committed = attempt(() -> store.commit(Rounds.commit(generation, next)));
      if (committed) {
        assertThat(written).isTrue();
        assertThat(committedBy.put(next, generation)).as("round %d", next).isNull();
      }
      store.prune(round - 1);
    }
  }

  private interface Attempt {
    void run() throws StoreException;
  }

  private boolean attempt(Attempt attempt) throws StoreException {
    try {
      attempt.run();
      return true;
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.FENCED) {
        throw e;
      }
      fenced.incrementAndGet();
      return false;
    }
  }

  /** Each read finds one round, whole, and never an earlier one than the read before. */
  private Void read(Server server) throws StoreException {
    try (StateStore store = server.open("p")) {
      long last = 0;
      while (running.get() > 0) {
        Optional<String> seen = Rounds.allKeys(store);
        if (seen.isPresent()) {
          long round = Long.parseLong(seen.get().split(":")[1]);
          assertThat(round).isGreaterThanOrEqualTo(last);
          last = round;
        }
      }
    }
    return null;
  }

  /** What a statement does that had begun before its generation was replaced. */
  private Void insertBehindTheStoresBack(Server server) throws Exception {
    try (Connection connection = server.connect()) {
      while (running.get() > 0) {
        long generation = lastGeneration.get();
        long ahead = committedBy.isEmpty() ? 1 : committedBy.lastKey() + NODES + 1;
        if (generation > 1) {
          String row = RemovalTest.insert(generation - 1, ahead);
          Server.execute(connection, row + " ON CONFLICT DO NOTHING");
          rowsBehindTheStoresBack.incrementAndGet();
        }
      }
    }
    return null;
  }

  private void verify(Server server) throws StoreException {
    long rounds = committedBy.size();
    long generation = 0;
    for (long round = 1; round <= rounds; round++) {
      assertThat(committedBy).containsKey(round);
      assertThat(committedBy.get(round)).isGreaterThanOrEqualTo(generation);
      generation = committedBy.get(round);
    }
    try (StateStore store = server.open("p")) {
      assertThat(Rounds.allKeys(store)).contains(generation + ":" + rounds);
      assertThat(store.takeOver().last()).contains(Rounds.commit(generation, rounds));
    }
  }
}
