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
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store with small buffers, and what it is known to hold. */
final class RocksStores implements AutoCloseable {
  private static final String STEP = "count";
  final StateStore store;
  final Map<String, String> committed = new TreeMap<>();
  final long generation;
  long round;

  RocksStores(Path directory) throws StoreException {
    store = open(directory);
    generation = store.takeOver().generation();
    store.enter(generation);
  }

  static StateStore open(Path directory) throws StoreException {
    return new RocksDbProvider()
        .open(
            new StoreContext(
                "damaged",
                directory,
                ConfigFactory.parseString("potoroo.store.rocksdb.write-buffer = 1 MiB")
                    .withFallback(ConfigFactory.load())));
  }

  static StateChange change(String key, String text) {
    return new StateChange(STEP, key, 1, Instant.EPOCH, text.getBytes(UTF_8));
  }

  static RoundCommit commit(long generation, long round) {
    return new RoundCommit(generation, round, Instant.EPOCH, 8, Map.of(), Map.of());
  }

  /** Commits a round in which some keys become a text. */
  void round(String text, String... keys) throws StoreException {
    List<StateChange> changes = new ArrayList<>();
    for (String key : keys) {
      changes.add(change(key, text));
    }
    store.write(generation, round + 1, changes);
    store.commit(commit(generation, round + 1));
    round++;
    for (String key : keys) {
      committed.put(key, text);
    }
  }

  static void check(StateStore store, Map<String, String> expected) throws StoreException {
    List<String> keys = List.copyOf(expected.keySet());
    assertThat(store.keys(STEP, "", Optional.empty(), expected.size() + 1)).isEqualTo(keys);
    List<Optional<StoredState>> states = store.load(STEP, keys);
    for (int i = 0; i < keys.size(); i++) {
      assertThat(new String(states.get(i).orElseThrow().state(), UTF_8))
          .isEqualTo(expected.get(keys.get(i)));
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
