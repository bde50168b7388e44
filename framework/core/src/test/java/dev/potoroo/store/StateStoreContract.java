package dev.potoroo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store must do. */
public abstract class StateStoreContract extends StoreFixture {

  // Generations

  @Test
  void beginsWithGenerationOneAndNothingCommitted() throws Exception {
    assertThat(open().takeOver()).isEqualTo(new TakeOver(1, Optional.empty()));
  }

  @Test
  void generationsGrowOverReopening() throws Exception {
    StateStore store = open();
    store.takeOver();
    assertThat(store.takeOver().generation()).isEqualTo(2);
    store.close();

    StateStore again = open();
    assertThat(again.takeOver().generation()).isEqualTo(3);
    assertThat(crashed(again).takeOver().generation()).isEqualTo(4);
  }

  @Test
  void takeOverFindsTheLastCommit() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(store, generation, 1);
    round(store, generation, 2);

    assertThat(store.takeOver().last()).contains(commit(generation, 2));
    store.close();
    assertThat(open().takeOver().last()).contains(commit(generation, 2));
  }

  @Test
  void entersNoGenerationThatHasBeenReplaced() throws Exception {
    StateStore store = open();
    StateStore other = another(store);
    long old = begin(store);
    begin(other);

    assertThat(kindOf(() -> store.enter(old))).isEqualTo(StoreException.Kind.FENCED);
  }

  @Test
  void everyNodeOfAGenerationWritesItsPart() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    StateStore other = another(store);
    other.enter(generation);

    other.write(generation, 1, List.of(change("other", "b")));
    round(store, generation, 1, change("own", "a"));

    for (StateStore node : List.of(store, other)) {
      assertThat(text(node, "own")).contains("a");
      assertThat(text(node, "other")).contains("b");
    }
  }

  @Test
  void commitsNothingForAnOldGeneration() throws Exception {
    StateStore store = open();
    StateStore other = another(store);
    long old = begin(store);
    round(store, old, 1, change("k", "one"));
    store.write(old, 2, List.of(change("k", "two")));
    long current = begin(other);

    assertThat(kindOf(() -> store.commit(commit(old, 2)))).isEqualTo(StoreException.Kind.FENCED);
    assertThat(text(other, "k")).contains("one");
    round(other, current, 2, change("other", "x"));
    assertThat(text(other, "k")).contains("one");
    assertThat(kindOf(() -> store.commit(commit(old, 3)))).isEqualTo(StoreException.Kind.FENCED);
  }

  @Test
  void neverShowsWhatAnOldGenerationWrites() throws Exception {
    StateStore store = open();
    StateStore other = another(store);
    long old = begin(store);
    long current = begin(other);

    writeRefusedOrUnseen(store, old, 1, change("k", "late"));
    round(other, current, 1, change("other", "x"));
    writeRefusedOrUnseen(store, old, 2, change("k", "later"));
    round(other, current, 2);
    long next = begin(other);
    round(other, next, 3);

    assertThat(text(other, "k")).isEmpty();
    assertThat(keys(other, "")).containsExactly("other");
  }

  private static void writeRefusedOrUnseen(
      StateStore store, long generation, long round, StateChange change) {
    StoreException refusal =
        catchThrowableOfType(
            StoreException.class, () -> store.write(generation, round, List.of(change)));
    if (refusal != null) {
      assertThat(refusal.kind()).isEqualTo(StoreException.Kind.FENCED);
    }
  }

  // Rounds

  @Test
  void showsARoundWhenItIsCommitted() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(store, generation, 1, change("a", "one"), change("b", "one"));

    store.write(generation, 2, List.of(change("a", "two"), removal("b"), change("c", "two")));
    assertThat(text(store, "a")).contains("one");
    assertThat(keys(store, "")).containsExactly("a", "b");

    store.commit(commit(generation, 2));
    assertThat(text(store, "a")).contains("two");
    assertThat(text(store, "b")).isEmpty();
    assertThat(keys(store, "")).containsExactly("a", "c");
  }

  @Test
  void keepsAllThatBelongsToAnObject() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(store, generation, 1);
    StateChange change =
        new StateChange(STEP, "k", 1L << 40, TOUCHED.minusSeconds(4_000_000_000L), new byte[] {7});

    round(store, generation, 2, change);

    assertThat(load(store, "k").orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(new StoredState(2, change.version(), change.lastTouched(), new byte[] {7}));
  }

  @Test
  void keepsStepsApart() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    List<StateChange> changes = new ArrayList<>();
    for (String step : List.of("a", "a-b", "ab", "b")) {
      changes.add(new StateChange(step, "k-" + step, 1, TOUCHED, new byte[] {1}));
    }
    store.write(generation, 1, changes);
    store.commit(commit(generation, 1));

    for (String step : List.of("a", "a-b", "ab", "b")) {
      assertThat(store.keys(step, "", Optional.empty(), 10)).containsExactly("k-" + step);
      assertThat(store.load(step, List.of("k-a"))).hasSize(1);
    }
    assertThat(store.load("b", List.of("k-a")).get(0)).isEmpty();
  }

  @Test
  void forgetsARoundThatACrashKeptFromBeingCommitted() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(store, generation, 1, change("k", "one"));
    store.write(generation, 2, List.of(change("k", "two"), change("lost", "two")));

    StateStore again = crashed(store);
    TakeOver takeOver = again.takeOver();
    again.enter(takeOver.generation());

    assertThat(takeOver.last()).contains(commit(generation, 1));
    assertThat(text(again, "k")).contains("one");
    // The same round once more, with other changes: nothing of the first attempt gets in.
    round(again, takeOver.generation(), 2, change("new", "two"));
    assertThat(text(again, "k")).contains("one");
    assertThat(keys(again, "")).containsExactly("k", "new");
  }

  @Test
  void forgetsARoundThatATakeOverKeptFromBeingCommitted() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    store.write(generation, 1, List.of(change("lost", "one")));

    long next = begin(store);
    round(store, next, 1, change("new", "one"));

    assertThat(keys(store, "")).containsExactly("new");
  }

  @Test
  void findsTheCommittedStateAfterACrash() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(store, generation, 1, change("a", "one"), change("b", "one"));
    round(store, generation, 2, change("a", "two"), removal("b"));

    StateStore again = crashed(store);
    begin(again);

    assertThat(text(again, "a")).contains("two");
    assertThat(keys(again, "")).containsExactly("a");
  }

  @Test
  void writingTwiceIsWritingOnce() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    List<StateChange> changes = List.of(change("a", "one"), removal("b"));

    assertThat(store.write(generation, 1, changes)).isPositive();
    store.write(generation, 1, changes);
    store.commit(commit(generation, 1));

    assertThat(text(store, "a")).contains("one");
    assertThat(keys(store, "")).containsExactly("a");
  }

  @Test
  void committingTwiceIsCommittingOnce() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(store, generation, 1, change("a", "one"));

    store.commit(commit(generation, 1));
    round(store, generation, 2, change("a", "two"));
    store.commit(commit(generation, 2));

    assertThat(text(store, "a")).contains("two");
    assertThat(store.takeOver().last()).contains(commit(generation, 2));
  }

  @Test
  void commitsNoRoundButTheNext() throws Exception {
    StateStore store = open();
    long generation = begin(store);

    assertThat(kindOf(() -> store.commit(commit(generation, 2))))
        .isEqualTo(StoreException.Kind.REFUSED);
    round(store, generation, 1);
    round(store, generation, 2);
    assertThat(kindOf(() -> store.commit(commit(generation, 4))))
        .isEqualTo(StoreException.Kind.REFUSED);
    assertThat(kindOf(() -> store.commit(commit(generation, 1))))
        .isEqualTo(StoreException.Kind.REFUSED);
    assertThat(store.takeOver().last()).contains(commit(generation, 2));
  }

  @Test
  void severalThreadsWriteOneRound() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Long>> writes =
          IntStream.range(0, 40)
              .mapToObj(
                  part ->
                      (Callable<Long>)
                          () ->
                              store.write(
                                  generation,
                                  1,
                                  IntStream.range(0, 25)
                                      .mapToObj(i -> change(part + "-" + i, "" + part * i))
                                      .toList()))
              .toList();
      for (Future<Long> write : threads.invokeAll(writes)) {
        assertThat(write.get()).isPositive();
      }
    } finally {
      threads.shutdown();
    }
    store.commit(commit(generation, 1));

    assertThat(keys(store, "")).hasSize(1000);
    assertThat(text(store, "39-24")).contains("936");
  }

  @Test
  void pruningChangesNothingThatIsSeen() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(store, generation, 1, change("a", "one"), change("b", "one"), change("c", "one"));
    round(store, generation, 2, change("a", "two"), removal("b"));
    store.write(generation, 3, List.of(change("a", "three")));

    for (long round : new long[] {1, 2, 2}) {
      store.prune(round);
      assertThat(text(store, "a")).contains("two");
      assertThat(text(store, "b")).isEmpty();
      assertThat(keys(store, "")).containsExactly("a", "c");
    }
    store.commit(commit(generation, 3));
    assertThat(text(store, "a")).contains("three");
    assertThat(text(store, "c")).contains("one");
  }

  // Timers

  @Test
  void listsTimersInTheOrderInWhichTheyAreDue() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(
        store,
        generation,
        1,
        withTimers("late", List.of(timer("x", 1L << 50), timer("y", 7)), List.of()),
        withTimers("early", List.of(timer("x", -5)), List.of()),
        withTimers("a\0b", List.of(timer("x", 7)), List.of()));
    round(
        store,
        generation,
        2,
        withTimers("early", List.of(timer("x", 9)), List.of(timer("x", -5))),
        new StateChange(STEP, "a\0b", 2, TOUCHED, null, List.of(), List.of(timer("x", 7))));
    store.prune(2);

    StateStore again = crashed(store);
    begin(again);
    assertThat(again.timers(STEP, TimeDomain.EVENT, Optional.empty(), 10))
        .containsExactly(
            new KeyTimer(7, "y", "late"),
            new KeyTimer(9, "x", "early"),
            new KeyTimer(1L << 50, "x", "late"));
    assertThat(again.timers(STEP, TimeDomain.EVENT, Optional.of(new KeyTimer(7, "y", "late")), 1))
        .containsExactly(new KeyTimer(9, "x", "early"));
    assertThat(again.timers(STEP, TimeDomain.PROCESSING, Optional.empty(), 10)).isEmpty();
    assertThat(again.timers("other", TimeDomain.EVENT, Optional.empty(), 10)).isEmpty();
    assertThat(load(again, "early").orElseThrow().timers()).containsExactly(timer("x", 9));
    assertThat(keys(again, "")).containsExactly("early", "late");
  }

  @Test
  void timersThatAnUncommittedRoundHasTakenAwayAreStillListed() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(store, generation, 1, withTimers("k", List.of(timer("x", 7)), List.of()));
    store.write(
        generation, 2, List.of(withTimers("k", List.of(timer("x", 9)), List.of(timer("x", 7)))));

    long next = begin(store);
    round(store, next, 2, change("other", "state"));
    store.prune(2);
    assertThat(store.timers(STEP, TimeDomain.EVENT, Optional.empty(), 10))
        .contains(new KeyTimer(7, "x", "k"));
    assertThat(load(store, "k").orElseThrow().timers()).containsExactly(timer("x", 7));
  }

  private static StoredTimer timer(String name, long at) {
    return new StoredTimer(name, TimeDomain.EVENT, at);
  }

  private static StateChange withTimers(
      String key, List<StoredTimer> timers, List<StoredTimer> before) {
    return new StateChange(STEP, key, 1, TOUCHED, new byte[] {1}, timers, before);
  }

  // Objects

  @Test
  void loadsAnyNumberOfKeysInTurn() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(
        store,
        generation,
        1,
        IntStream.range(0, 5000)
            .filter(i -> i % 3 != 0)
            .mapToObj(i -> change("k" + i, "s" + i))
            .toArray(StateChange[]::new));
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, 5000).boxed().toList());
    Collections.shuffle(numbers, new Random(5));
    numbers.add(numbers.get(0));

    List<Optional<StoredState>> loaded =
        store.load(STEP, numbers.stream().map(i -> "k" + i).toList());

    assertThat(loaded).hasSize(numbers.size());
    for (int i = 0; i < loaded.size(); i++) {
      assertThat(loaded.get(i).map(state -> new String(state.state())))
          .isEqualTo(
              numbers.get(i) % 3 == 0 ? Optional.empty() : Optional.of("s" + numbers.get(i)));
    }
    assertThat(store.load(STEP, List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10 * 1024 * 1024})
  void keepsStatesOfAnySize(int size) throws Exception {
    StateStore store = open();
    long generation = begin(store);
    byte[] state = new byte[size];
    new Random(size).nextBytes(state);
    round(store, generation, 1, new StateChange(STEP, "k", 1, TOUCHED, state));

    assertThat(load(crashed(store), "k").orElseThrow().state()).isEqualTo(state);
  }

  @Test
  void takesAnyKey() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(
        store,
        generation,
        1,
        oddKeys().stream().map(k -> change(k, k)).toArray(StateChange[]::new));

    for (String key : oddKeys()) {
      assertThat(text(store, key)).contains(key);
    }
    assertThat(keys(store, "")).containsExactlyElementsOf(sorted(oddKeys()));
  }

  private static List<String> oddKeys() {
    return List.of(
        "",
        " ",
        "a",
        "A",
        "a/b",
        "a%2Fb",
        "a%",
        "a_b",
        "a\\b",
        "a'b",
        "a\"b",
        "a\u0000b",
        "a ",
        "\u00e4",
        "a\u0308",
        "\u20ac",
        "\uffff",
        "\ue000",
        "\ud83d\ude00",
        "\ud83d\ude00x",
        "\u0000",
        "\t\n",
        "x".repeat(1024),
        "\u20ac".repeat(341),
        "y".repeat(65_536));
  }

  private static List<String> sorted(List<String> keys) {
    return keys.stream().sorted().toList();
  }

  @Test
  void listsKeysPageByPage() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(
        store,
        generation,
        1,
        oddKeys().stream().map(k -> change(k, k)).toArray(StateChange[]::new));

    for (int limit : new int[] {1, 2, 7, 100}) {
      List<String> found = new ArrayList<>();
      Optional<String> after = Optional.empty();
      List<String> page;
      do {
        page = store.keys(STEP, "", after, limit);
        assertThat(page).hasSizeLessThanOrEqualTo(limit);
        found.addAll(page);
        after = page.isEmpty() ? after : Optional.of(page.get(page.size() - 1));
      } while (!page.isEmpty());
      assertThat(found).containsExactlyElementsOf(sorted(oddKeys()));
    }
  }

  @Test
  void listsKeysWithAPrefix() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(
        store,
        generation,
        1,
        oddKeys().stream().map(k -> change(k, k)).toArray(StateChange[]::new));

    for (String prefix :
        List.of("a", "a/", "a%", "a_", "\ud83d\ude00", "\uffff", "x".repeat(1023), "nothing")) {
      assertThat(keys(store, prefix))
          .containsExactlyElementsOf(
              sorted(oddKeys().stream().filter(k -> k.startsWith(prefix)).toList()));
    }
  }

  @Test
  void goesOnAfterAKeyThatIsNotThere() throws Exception {
    StateStore store = open();
    long generation = begin(store);
    round(store, generation, 1, change("a1", ""), change("a3", ""), change("b1", ""));

    assertThat(store.keys(STEP, "a", Optional.of("a2"), 10)).containsExactly("a3");
    assertThat(store.keys(STEP, "a", Optional.of(""), 10)).containsExactly("a1", "a3");
    assertThat(store.keys(STEP, "a", Optional.of("a3"), 10)).isEmpty();
    assertThat(store.keys(STEP, "a", Optional.of("b"), 10)).isEmpty();
    assertThat(store.keys("other", "", Optional.empty(), 10)).isEmpty();
  }

  @Test
  void keepsPipelinesApart() throws Exception {
    StateStore one = closedLater(open("one"));
    StateStore other = closedLater(open("other"));
    round(one, begin(one), 1, change("k", "one"));

    assertThat(other.takeOver()).isEqualTo(new TakeOver(1, Optional.empty()));
    assertThat(keys(other, "")).isEmpty();
  }

  /** How many random histories to try. */
  protected int histories() {
    return 50;
  }

  @Test
  void doesWhatAMapDoesInAnyHistory() throws Exception {
    AtomicLong seeds = new AtomicLong(System.nanoTime());
    for (int i = 0; i < histories(); i++) {
      long seed = seeds.incrementAndGet();
      try {
        new RandomHistory(this, "history-" + i, seed).run(60);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static StoreException.Kind kindOf(ThrowingCallable call) {
    StoreException thrown = catchThrowableOfType(StoreException.class, call);
    assertThat(thrown).as("a StoreException").isNotNull();
    assertThat(thrown.getMessage()).isNotBlank().doesNotContain("\n");
    return thrown.kind();
  }
}
