package dev.potoroo.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Does random things with a store and with a map, and compares them. */
final class RandomHistory {
  private static final List<String> STEPS = List.of("count", "sum");
  private static final int KEYS = 20;

  private final StoreFixture fixture;
  private final String pipeline;
  private final Random random;

  private StateStore store;
  private long generation;
  private long round;
  private TreeMap<String, StateChange> committed = new TreeMap<>();
  private TreeMap<String, StateChange> written = new TreeMap<>();

  RandomHistory(StoreFixture fixture, String pipeline, long seed) {
    this.fixture = fixture;
    this.pipeline = pipeline;
    this.random = new Random(seed);
  }

  void run(int length) throws Exception {
    store = fixture.open(pipeline);
    begin();
    for (int i = 0; i < length; i++) {
      step();
      compare();
    }
    store.close();
  }

  private void step() throws Exception {
    switch (random.nextInt(12)) {
      case 0 -> begin();
      case 1 -> {
        StateStore dead = store;
        store = fixture.crashed(pipeline, dead);
        fixture.closedLater(dead);
        begin();
      }
      case 2 -> {
        store.close();
        store = fixture.open(pipeline);
        begin();
      }
      case 3 -> store.prune(random.nextLong(round + 1));
      case 4, 5, 6 -> commit();
      default -> write();
    }
  }

  private void begin() throws StoreException {
    TakeOver takeOver = store.takeOver();
    assertThat(takeOver.generation()).isEqualTo(generation + 1);
    assertThat(takeOver.last().map(RoundCommit::round).orElse(0L)).isEqualTo(round);
    generation++;
    store.enter(generation);
    written.clear();
  }

  private void write() throws StoreException {
    List<StateChange> changes = new ArrayList<>();
    for (int i = random.nextInt(10); i > 0; i--) {
      StateChange change = randomChange();
      if (written.putIfAbsent(name(change.step(), change.key()), change) == null) {
        changes.add(change);
      }
    }
    for (int times = random.nextInt(4) == 0 ? 2 : 1; times > 0; times--) {
      store.write(generation, round + 1, changes);
    }
  }

  private StateChange randomChange() {
    String state = random.nextInt(4) == 0 ? null : "state " + random.nextInt();
    String step = STEPS.get(random.nextInt(STEPS.size()));
    String key = key(random.nextInt(KEYS));
    StateChange before = committed.get(name(step, key));
    return new StateChange(
        step,
        key,
        random.nextInt(1000),
        StoreFixture.TOUCHED.plusNanos(random.nextInt()),
        state == null ? null : state.getBytes(UTF_8),
        state == null ? List.of() : randomTimers(),
        before == null ? List.of() : before.timers());
  }

  private List<StoredTimer> randomTimers() {
    List<StoredTimer> timers = new ArrayList<>();
    for (String timer : List.of("a", "a-b", ".c")) {
      if (random.nextInt(3) == 0) {
        TimeDomain domain = TimeDomain.values()[random.nextInt(2)];
        timers.add(new StoredTimer(timer, domain, random.nextInt(12) - 4L));
      }
    }
    return timers;
  }

  private void commit() throws StoreException {
    round++;
    for (int times = random.nextInt(4) == 0 ? 2 : 1; times > 0; times--) {
      store.commit(StoreFixture.commit(generation, round));
    }
    written.forEach(
        (name, change) -> {
          if (change.state() == null) {
            committed.remove(name);
          } else {
            committed.put(name, change);
          }
        });
    written.clear();
  }

  /** What counts are the object's own timers: a store may list more, in the same order. */
  private void compareTimers(String step, TimeDomain domain) throws StoreException {
    List<KeyTimer> listed = new ArrayList<>();
    Optional<KeyTimer> last = Optional.empty();
    List<KeyTimer> page;
    do {
      page = store.timers(step, domain, last, 3);
      listed.addAll(page);
      last = page.isEmpty() ? last : Optional.of(page.get(page.size() - 1));
    } while (page.size() == 3);
    Set<KeyTimer> wanted = new HashSet<>();
    for (StateChange change : committed.values()) {
      for (StoredTimer timer : change.timers()) {
        if (change.step().equals(step) && timer.domain() == domain) {
          wanted.add(new KeyTimer(timer.at(), timer.name(), change.key()));
        }
      }
    }
    assertThat(listed).isSortedAccordingTo(Comparator.comparingLong(KeyTimer::at));
    assertThat(listed).containsAll(wanted);
    if (!fixture.listsStaleTimers()) {
      assertThat(listed).hasSameSizeAs(wanted);
    }
  }

  private void compare() throws StoreException {
    for (String step : STEPS) {
      compareTimers(step, TimeDomain.PROCESSING);
      compareTimers(step, TimeDomain.EVENT);
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < KEYS; i++) {
        keys.add(key(i));
      }
      List<Optional<StoredState>> loaded = store.load(step, keys);
      for (int i = 0; i < KEYS; i++) {
        compare(committed.get(name(step, keys.get(i))), loaded.get(i));
      }
      assertThat(store.keys(step, "", Optional.empty(), KEYS))
          .containsExactlyElementsOf(
              keys.stream().filter(k -> committed.containsKey(name(step, k))).sorted().toList());
    }
  }

  private static void compare(StateChange model, Optional<StoredState> stored) {
    assertThat(stored.isPresent()).isEqualTo(model != null);
    if (model != null) {
      StoredState state = stored.get();
      assertThat(state.state()).isEqualTo(model.state());
      assertThat(state.version()).isEqualTo(model.version());
      assertThat(state.lastTouched()).isEqualTo(model.lastTouched());
    }
  }

  private static String key(int number) {
    return number % 2 == 0 ? "key-" + number : "\ud83d\ude00" + number;
  }

  private static String name(String step, String key) {
    return step + "/" + key;
  }
}
