package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.PotorooException;
import dev.potoroo.store.KeyTimer;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.TakeOver;
import dev.potoroo.store.TimeDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class NodeStoreTest {
  private static final int LOADS = 10;

  private final AwayStore away = new AwayStore();
  private final List<PotorooException> failures = Collections.synchronizedList(new ArrayList<>());
  private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
  private final NodeStore store =
      new NodeStore(
          away,
          LoggerFactory.getLogger("dev.potoroo"),
          failures::add,
          Workers.threads(name -> task -> thread(task, name)));

  private Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setUncaughtExceptionHandler((where, error) -> errors.add(error));
    return thread;
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void tellsWhoAsksThatTheStoreIsAwayWhileLoadsWaitForIt() {
    for (int i = 0; i < LOADS; i++) {
      List<String> key = List.of("k" + i);
      store.read(s -> s.load("count", key), () -> true, found -> {});
    }
    CompletableFuture<List<Optional<StoredState>>> asked =
        store.ask(s -> s.load("count", List.of("k")));
    await().until(asked::isCompletedExceptionally);
    assertThat(asked.handle((found, failure) -> failure.getCause()).join())
        .isInstanceOf(StoreException.class)
        .hasMessage("the store is away");
    assertThat(store.loading()).isTrue();
    assertThat(failures).isEmpty();
  }

  @Test
  void loadsWhatHasWaitedWhenTheStoreIsBack() {
    List<String> loaded = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < LOADS; i++) {
      String key = "k" + i;
      store.read(s -> s.load("count", List.of(key)), () -> true, found -> loaded.add(key));
    }
    away.isAway = false;
    await().until(() -> !store.loading());
    assertThat(loaded).hasSize(LOADS);
    assertThat(failures).isEmpty();
  }

  @Test
  void loadsNothingThatIsNotWantedAnyMore() {
    store.read(s -> s.load("count", List.of("k")), () -> false, found -> failures.add(null));
    await().until(() -> !store.loading());
    assertThat(failures).isEmpty();
  }

  @Test
  void readsNoStatesThatWaitWhenItIsClosed() {
    for (int i = 0; i < LOADS; i++) {
      store.states("count", List.of("k" + i), () -> true, found -> failures.add(null));
      // So that the others wait for those that are read, and fail.
      await().until(() -> away.asked > 0);
    }
    store.close();
    assertThat(store.loading()).isFalse();
    assertThat(errors).isEmpty();
    assertThat(failures).isEmpty();
  }

  /** Holds nothing, and does not answer at first. */
  private static final class AwayStore implements StateStore {
    volatile boolean isAway = true;
    volatile int asked;

    @Override
    public List<Optional<StoredState>> load(String step, List<String> keys) throws StoreException {
      if (isAway) {
        asked = keys.size();
        throw new StoreException(StoreException.Kind.UNAVAILABLE, "the store is away", null);
      }
      return keys.stream().map(key -> Optional.<StoredState>empty()).toList();
    }

    @Override
    public TakeOver takeOver() {
      return new TakeOver(1, Optional.empty());
    }

    @Override
    public void enter(long generation) {}

    @Override
    public long write(long generation, long round, List<StateChange> changes) {
      return 0;
    }

    @Override
    public void commit(RoundCommit commit) {}

    @Override
    public void prune(long round) {}

    @Override
    public List<String> keys(String step, String prefix, Optional<String> after, int limit) {
      return List.of();
    }

    @Override
    public List<KeyTimer> timers(
        String step, TimeDomain domain, Optional<KeyTimer> after, int limit) {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
