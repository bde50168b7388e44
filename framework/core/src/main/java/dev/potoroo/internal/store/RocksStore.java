package dev.potoroo.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.potoroo.fault.FaultPoint;
import dev.potoroo.internal.config.RocksDbSettings;
import dev.potoroo.store.CommitCodec;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredKey;
import dev.potoroo.store.StoredRecord;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.TakeOver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a pipeline in a directory of one node. */
final class RocksStore implements StateStore {
  private static final byte[] GENERATION = "\0generation".getBytes(US_ASCII);
  private static final byte[] COMMIT = "\0commit".getBytes(US_ASCII);

  /** The newest table at the time of the last commit. */
  private static final byte[] NEWEST_TABLE = "\0table".getBytes(US_ASCII);

  private final Path directory;
  private final Table table;
  private final CommitMark mark;
  private final Map<Long, List<Changes>> pending = new HashMap<>();
  private long generation;
  private @Nullable RoundCommit last;

  private RocksStore(Path directory, Table table, CommitMark mark) throws StoreException {
    this.directory = directory;
    this.table = table;
    this.mark = mark;
    long newest = number(NEWEST_TABLE);
    if (newest > table.newestKept()) {
      throw Failures.tableForgotten(directory, newest);
    }
    generation = number(GENERATION);
    last = readLast();
    mark.requireAtLeast(lastRound());
  }

  private @Nullable RoundCommit readLast() throws StoreException {
    byte[] commit = table.get(COMMIT);
    return commit == null ? null : CommitCodec.decode(commit, "directory [" + directory + "]");
  }

  private long lastRound() {
    return last == null ? 0 : last.round();
  }

  private long number(byte[] key) throws StoreException {
    byte[] stored = table.get(key);
    return stored == null ? 0 : Long.parseLong(new String(stored, US_ASCII));
  }

  private static byte[] text(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }

  static StateStore open(Path directory, RocksDbSettings settings) throws StoreException {
    Table table = Table.open(directory.resolve("rocksdb"), settings);
    CommitMark mark = null;
    try {
      mark = CommitMark.open(directory);
      return new RocksStore(directory, table, mark);
    } catch (StoreException e) {
      table.close();
      if (mark != null) {
        mark.close();
      }
      throw e;
    }
  }

  @Override
  public synchronized TakeOver takeOver() throws StoreException {
    FaultPoint.TAKE_OVER_BEFORE.reached();
    if (table.mend()) {
      last = readLast();
    }
    Changes changes = new Changes(64);
    changes.put(GENERATION, text(generation + 1));
    table.write(Changes.batch(List.of(changes)));
    generation++;
    FaultPoint.CLEAN_UP.reached();
    pending.clear();
    FaultPoint.TAKE_OVER_AFTER.reached();
    return new TakeOver(generation, Optional.ofNullable(last));
  }

  @Override
  public synchronized void enter(long wanted) throws StoreException {
    if (wanted < generation) {
      throw Failures.fenced(directory, wanted, generation);
    }
  }

  @Override
  public List<Optional<StoredState>> load(String step, List<String> keys) throws StoreException {
    List<byte[]> names = new ArrayList<>(keys.size());
    for (String key : keys) {
      names.add(name(step, key));
    }
    List<byte @Nullable []> records = table.get(names);
    List<Optional<StoredState>> states = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      byte[] record = records.get(i);
      states.add(
          record == null
              ? Optional.empty()
              : Optional.of(StoredRecord.decode(step, keys.get(i), record)));
    }
    return states;
  }

  private static byte[] name(String step, String key) {
    byte[] name = new byte[StoredRecord.nameSize(step, key)];
    StoredRecord.putName(step, key, name, 0);
    return name;
  }

  @Override
  public long write(long by, long round, List<StateChange> changes) throws StoreException {
    Changes encoded = new Changes(1024);
    for (StateChange change : changes) {
      encoded.add(change, round);
    }
    synchronized (this) {
      enter(by);
      if (last == null || round > last.round()) {
        pending.computeIfAbsent(round, r -> new ArrayList<>()).add(encoded);
      }
    }
    FaultPoint.WRITE_PART.reached();
    return encoded.size();
  }

  @Override
  public synchronized void commit(RoundCommit commit) throws StoreException {
    enter(commit.generation());
    if (table.mend()) {
      // Whether the write that failed has had its effect is seen only now.
      last = readLast();
    }
    long lastRound = lastRound();
    if (last != null && commit.round() == lastRound && commit.generation() == last.generation()) {
      return;
    }
    if (commit.round() != lastRound + 1) {
      throw Failures.refused(
          "Round ["
              + commit.round()
              + "] cannot be committed to the store in ["
              + directory
              + "]: the last one is ["
              + lastRound
              + "].");
    }
    List<Changes> all = new ArrayList<>(pending.getOrDefault(commit.round(), List.of()));
    Changes own = new Changes(256);
    own.put(COMMIT, CommitCodec.encode(commit));
    own.put(NEWEST_TABLE, text(table.newestTable()));
    all.add(own);
    byte[] batch = Changes.batch(all);
    FaultPoint.COMMIT_BEFORE.reached();
    table.write(batch);
    FaultPoint.COMMIT_AFTER.reached();
    last = commit;
    mark.set(commit.round());
    pending.remove(commit.round());
  }

  @Override
  public void prune(long round) {
    FaultPoint.PRUNE_BEFORE.reached();
    FaultPoint.PRUNE_AFTER.reached();
  }

  @Override
  public List<String> keys(String step, String prefix, Optional<String> after, int limit)
      throws StoreException {
    byte[] first = name(step, prefix);
    byte[] from = first;
    if (after.isPresent() && after.get().compareTo(prefix) >= 0) {
      from = name(step, after.get() + "\0");
    }
    int keyAt = StoredKey.size(step) + 1;
    List<String> keys = new ArrayList<>();
    // No byte of a name is 0xFF, and the last of this prefix, or the zero, can be counted up.
    byte[] until = first.clone();
    until[until.length - 1]++;
    table.keys(
        from,
        until,
        name -> {
          keys.add(StoredKey.decode(name, keyAt, name.length));
          return keys.size() < limit;
        });
    return keys;
  }

  @Override
  public void close() {
    table.close();
    mark.close();
  }
}
