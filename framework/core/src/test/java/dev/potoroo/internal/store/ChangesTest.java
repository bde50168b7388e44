package dev.potoroo.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoredKey;
import dev.potoroo.store.StoredRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Against a batch that is made of arrays, in order. */
class ChangesTest {
  private static final long ROUND = 300;

  @BeforeAll
  static void load() {
    RocksDB.loadLibrary();
  }

  private static StateChange change(String step, String key, int size) {
    return new StateChange(
        step, key, Long.MAX_VALUE, Instant.MIN, size < 0 ? null : new byte[size]);
  }

  @Test
  void putsIntoABatchSortedByName() throws Exception {
    List<StateChange> sorted =
        List.of(
            change("a", "", 0),
            change("a", "\0", 5),
            change("a", "k", 300),
            change("a", "k".repeat(200), 20_000),
            change("ab", "\u00e4", -1),
            change("ab", "\u20ac\ud83d\ude00".repeat(70), 1),
            change("b", "k", 65_000),
            change("b", "l", 70_000),
            change("b", "m".repeat(70_000), 5),
            change("b", "n".repeat(70_000), -1),
            change("c", "k", 1000));
    Changes changes = new Changes();
    for (int i : new int[] {3, 5, 8, 0, 6, 10, 4, 7, 2, 9, 1}) {
      changes.add(List.of(sorted.get(i)), ROUND);
    }

    assertThat(batch(changes)).isEqualTo(expected(sorted));
  }

  @Test
  void keepsTheOrderOfWhatIsWrittenTwice() throws Exception {
    List<StateChange> changes = List.of(change("a", "k", 1), change("a", "k", -1));
    Changes written = new Changes();
    written.add(changes, ROUND);

    assertThat(batch(written)).isEqualTo(expected(changes));
  }

  @Test
  void hasNothingOfARoundBeforeOnceItIsEmptied() throws Exception {
    Changes changes = new Changes();
    for (int size : new int[] {100_000, 1000, 10, 50_000}) {
      List<StateChange> ofRound = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        ofRound.add(change("step" + size, "key" + i, size));
      }
      changes.add(ofRound, ROUND);

      assertThat(batch(changes)).isEqualTo(expected(ofRound));
      changes.empty();
      assertThat(changes.size()).isZero();
    }
  }

  /** What RocksDB has of them, and of a last one. */
  private static byte[] batch(Changes changes) throws RocksDBException {
    Changes last = new Changes();
    last.put("\0commit".getBytes(UTF_8), "it".repeat(100).getBytes(UTF_8));
    try (WriteBatch batch = new WriteBatch()) {
      BatchBuffer buffer = new BatchBuffer();
      changes.putInto(batch, buffer);
      last.putInto(batch, buffer);
      return batch.data();
    }
  }

  private static byte[] expected(List<StateChange> changes) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (StateChange change : changes) {
        byte[] name = StoredKey.encode(change.step() + "\0" + change.key());
        if (change.state() == null) {
          batch.delete(name);
        } else {
          batch.put(name, StoredRecord.encode(change, ROUND));
        }
      }
      batch.put("\0commit".getBytes(UTF_8), "it".repeat(100).getBytes(UTF_8));
      return batch.data();
    }
  }
}
