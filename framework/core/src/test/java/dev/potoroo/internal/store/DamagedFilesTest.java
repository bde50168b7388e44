package dev.potoroo.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreContext;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is wrong in RocksDB's files: what is read is what some commit has left, or the store
 * says that it is damaged.
 */
@Timeout(300)
class DamagedFilesTest {
  private static final int TRIES = Integer.getInteger("test.damages", 200);
  private static final long SEED = Long.getLong("test.seed", 1);
  private static final String STEP = "prices";
  private static final int KEYS = 200;

  /** From this round on only every other key changes, so that tables and log are both needed. */
  private static final long HALVES_FROM = 4;

  private static final long LAST = 6;

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private Path whole;

  @BeforeEach
  void makeTablesAndALog() throws Exception {
    Path live = folder.resolve("live");
    try (StateStore store = open(live)) {
      commit(store, 1, HALVES_FROM - 1);
    }
    // Opening puts what was logged into a table.
    try (StateStore store = open(live)) {
      commit(store, HALVES_FROM, LAST);
      whole = folder.resolve("whole");
      StoreFiles.copy(live, whole);
    }
    assertThat(roundOf(copy())).isEqualTo(LAST);
  }

  private static StateStore open(Path directory) throws StoreException {
    return new RocksDbProvider().open(new StoreContext("p", directory, ConfigFactory.load()));
  }

  private static void commit(StateStore store, long from, long to) throws StoreException {
    long generation = store.takeOver().generation();
    store.enter(generation);
    for (long round = from; round <= to; round++) {
      List<StateChange> changes = new ArrayList<>();
      for (int i = 0; i < KEYS; i += round < HALVES_FROM ? 1 : 2) {
        byte[] state = Long.toString(round).repeat(20).getBytes(UTF_8);
        changes.add(new StateChange(STEP, "key " + i, round, Instant.EPOCH, state));
      }
      store.write(generation, round, changes);
      store.commit(new RoundCommit(generation, round, Instant.EPOCH, 128, Map.of(), Map.of()));
    }
  }

  /** The round that a store is at; all its objects must be of that round. */
  private static long roundOf(Path directory) throws StoreException {
    try (StateStore store = open(directory)) {
      Optional<RoundCommit> last = store.takeOver().last();
      long round = last.map(RoundCommit::round).orElse(0L);
      List<String> keys = Stream.iterate(0, i -> i + 1).limit(KEYS).map(i -> "key " + i).toList();
      List<Optional<StoredState>> states = store.load(STEP, keys);
      for (int i = 0; i < KEYS; i++) {
        long of = i % 2 == 0 ? round : Math.min(round, HALVES_FROM - 1);
        assertThat(states.get(i).map(StoredState::round).orElse(0L))
            .as("round of [%s] after round [%s]", keys.get(i), round)
            .isEqualTo(of);
      }
      return round;
    }
  }

  @Test
  void aFlippedBitIsFoundOrDoesNotMatter() throws Exception {
    for (int i = 0; i < TRIES; i++) {
      Path damaged = copy();
      Path file = anyFile(damaged);
      byte[] bytes = Files.readAllBytes(file);
      int bit = random.nextInt(bytes.length * 8);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bytes);
      assertThat(roundOr(damaged, LAST))
          .as("bit [%s] of [%s], seed [%s], try [%s]", bit, file.getFileName(), SEED, i)
          .isEqualTo(LAST);
    }
  }

  @Test
  void whatIsCutOffIsMissedOrIsTheLastCommits() throws Exception {
    for (int i = 0; i < TRIES; i++) {
      Path damaged = copy();
      Path file = anyFile(damaged);
      byte[] bytes = Files.readAllBytes(file);
      int length = random.nextInt(bytes.length);
      Files.write(file, Arrays.copyOf(bytes, length));
      // What is missing at the end of these may never have been there: a crash cuts them off too.
      boolean mayEnd = file.getFileName().toString().matches(".*[.]log|MANIFEST.*");
      assertThat(roundOr(damaged, LAST))
          .as("[%s] cut at [%s], seed [%s], try [%s]", file.getFileName(), length, SEED, i)
          .isBetween(mayEnd ? HALVES_FROM - 1 : LAST, LAST);
    }
  }

  /** The round of a store, or {@code otherwise} if it says that it cannot be used. */
  private static long roundOr(Path directory, long otherwise) {
    try {
      return roundOf(directory);
    } catch (StoreException e) {
      assertThat(e).hasMessageContaining(directory.toString());
      assertThat(e.getMessage().lines()).hasSize(1);
      return otherwise;
    }
  }

  private Path copy() throws IOException {
    Path damaged = folder.resolve("damaged");
    StoreFiles.copy(whole, damaged);
    return damaged;
  }

  /** A file of those that hold anything that is needed: not the lock, nor what RocksDB reports. */
  private Path anyFile(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(path -> path.toFile().length() > 0)
              .filter(
                  path -> !path.getFileName().toString().matches("LOCK|LOG.*|OPTIONS.*|LAST-ROUND"))
              .sorted()
              .toList();
      return files.get(random.nextInt(files.size()));
    }
  }
}
