package dev.potoroo.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.potoroo.fault.FaultPoint;
import dev.potoroo.internal.config.RocksDbSettings;
import dev.potoroo.store.CommitCodec;
import dev.potoroo.store.KeyTimer;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredKey;
import dev.potoroo.store.StoredRecord;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.TakeOver;
import dev.potoroo.store.TimeDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

  private static final int WRITTEN_AT_ONCE = 1000;

  private final Path directory;
  private final Table table;
  private final CommitMark mark;

  /** Of rounds that are not committed. */
  private final Map<Long, Changes> pending = new HashMap<>();

  /** Empty, for the next round. */
  private @Nullable Changes spare;

  private long generation;
  private @Nullable RoundCommit last;

  /** A write has failed: whether it has had its effect is not known. */
  private boolean unsure;

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

  private void mend() throws StoreException {
    unsure |= table.mend();
    if (unsure) {
      last = readLast();
      unsure = false;
    }
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
    mend();
    Changes own = new Changes();
    own.put(GENERATION, text(generation + 1));
    table.write(own);
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
    long size = 0;
    synchronized (this) {
      enter(by);
      if (last == null || round > last.round()) {
        Changes ofRound = pending(round);
        long before = ofRound.size();
        ofRound.add(changes, round);
        size = ofRound.size() - before;
      }
    }
    FaultPoint.WRITE_PART.reached();
    return size;
  }

  @Override
  public int writtenAtOnce() {
    return WRITTEN_AT_ONCE;
  }

  private Changes pending(long round) {
    return pending.computeIfAbsent(
        round,
        r -> {
          Changes empty = spare == null ? new Changes() : spare;
          spare = null;
          return empty;
        });
  }

  @Override
  public synchronized void commit(RoundCommit commit) throws StoreException {
    enter(commit.generation());
    mend();
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
    Changes own = new Changes();
    own.put(COMMIT, CommitCodec.encode(commit));
    own.put(NEWEST_TABLE, text(table.newestTable()));
    Changes changes = pending(commit.round());
    FaultPoint.COMMIT_BEFORE.reached();
    table.write(changes, own);
    FaultPoint.COMMIT_AFTER.reached();
    last = commit;
    mark.set(commit.round());
    pending.remove(commit.round());
    changes.empty();
    spare = changes;
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
  public List<KeyTimer> timers(String step, TimeDomain domain, Optional<KeyTimer> after, int limit)
      throws StoreException {
    byte[] prefix = TimerNames.prefix(step, domain);
    byte[] from = prefix;
    if (after.isPresent()) {
      byte[] last = TimerNames.of(step, domain, after.get());
      from = Arrays.copyOf(last, last.length + 1);
    }
    byte[] until = prefix.clone();
    until[until.length - 1]++;
    List<KeyTimer> timers = new ArrayList<>();
    table.keys(
        from,
        until,
        name -> {
          timers.add(TimerNames.timer(name, prefix.length));
          return timers.size() < limit;
        });
    return timers;
  }

  @Override
  public void close() {
    table.close();
    mark.close();
  }
}
