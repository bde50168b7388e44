package dev.potoroo.store.postgres;

import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Measures how fast rows are written, read, listed and removed. Run by hand, not a test. */
final class StoreSpeed {
  private static final int STATE_SIZE = 100;

  private final StateStore store;
  private final int objects;
  private final Random random = new Random(1);

  private StoreSpeed(StateStore store, int objects) {
    this.store = store;
    this.objects = objects;
  }

  public static void main(String[] args) throws Exception {
    int objects = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    Server server = Server.fresh();
    try (StateStore store = server.open("speed")) {
      new StoreSpeed(store, objects).run(args.length > 1 ? Integer.parseInt(args[1]) : 6);
      for (String size : List.of("table", "indexes")) {
        long bytes = server.number("SELECT pg_" + size + "_size('potoroo.state')");
        System.out.printf("%s: %d bytes an object%n", size, bytes / objects);
      }
    }
  }

  private void run(int rounds) throws Exception {
    long generation = store.takeOver().generation();
    store.enter(generation);
    for (long round = 1; round <= rounds; round++) {
      List<StateChange> changes = changes(round == 1 ? objects : objects / 4);
      long now = round;
      time("write round " + round, changes.size(), () -> store.write(generation, now, changes));
      time("commit", 1, () -> store.commit(commit(generation, now)));
      time("prune", changes.size(), () -> store.prune(now));
    }
    for (int i = 0; i < 4; i++) {
      List<String> keys = keys(20_000);
      time("load", keys.size(), () -> store.load("count", keys));
    }
    for (int i = 0; i < 2; i++) {
      time("load 100 keys each", 200, this::loadSome);
    }
    time("keys, pages of 1000", objects, this::list);
    store.write(generation, rounds + 1, changes(objects / 4));
    time("take over, with rows to remove", objects / 4, store::takeOver);
    time("take over", 1, store::takeOver);
  }

  private void loadSome() throws StoreException {
    for (int i = 0; i < 200; i++) {
      store.load("count", keys(100));
    }
  }

  private void list() throws StoreException {
    Optional<String> after = Optional.empty();
    while (true) {
      List<String> page = store.keys("count", "", after, 1000);
      if (page.isEmpty()) {
        return;
      }
      after = Optional.of(page.get(page.size() - 1));
    }
  }

  private List<String> keys(int number) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      keys.add("key-" + random.nextInt(objects));
    }
    return keys;
  }

  private List<StateChange> changes(int number) {
    List<StateChange> changes = new ArrayList<>();
    int start = random.nextInt(objects);
    for (int i = 0; i < number; i++) {
      byte[] state = new byte[STATE_SIZE];
      random.nextBytes(state);
      // Coprime to most numbers of objects: no key twice, and no order that helps the index.
      long key = (start + i * 7_919L) % objects;
      changes.add(new StateChange("count", "key-" + key, 1, Instant.EPOCH, state));
    }
    return changes;
  }

  private static RoundCommit commit(long generation, long round) {
    return new RoundCommit(generation, round, Instant.EPOCH, 128, Map.of(), Map.of());
  }

  private interface VoidCall {
    void run() throws StoreException;
  }

  private static void time(String what, int number, VoidCall call) throws StoreException {
    long begin = System.nanoTime();
    call.run();
    double seconds = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
    System.out.printf("%-32s %8.1f ms %12.0f/s%n", what, seconds * 1000, number / seconds);
  }
}
