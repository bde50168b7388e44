package dev.potoroo.internal.store;

import dev.potoroo.internal.config.RocksDbSettings;
import dev.potoroo.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A RocksDB database of one column family. Its native objects must not be used once they are
 * closed, whatever thread does it: each call holds a lock that {@link #close} waits for.
 */
final class Table implements AutoCloseable {
  private static final String TABLE = ".sst";
  private static final int MAX_OPEN_FILES = 512;
  private static final int BLOCK_SIZE = 16 * 1024;
  private static final int BLOOM_BITS = 10;
  private static final long FIRST_WAIT_NANOS = 500_000;
  private static final String BACKGROUND_ERRORS = "rocksdb.background-errors";
  private static final String WRITE_STOPPED = "rocksdb.is-write-stopped";

  /**
   * So many buffers in memory are written to one file. Into a small one, which a large round has
   * for itself, sorted changes go one behind the other; and a key that changes in several of them
   * is written once. Of a million keys of which each second changes 400 000, a change costs 0.7
   * microseconds, with the writing of files, and 1.1 if each buffer goes to a file of its own.
   */
  private static final int MERGED = 6;

  /** Times the write buffer: what its parts need, with half as much again, is less. */
  private static final int ALL_BUFFERS = 2;

  /**
   * Several logs are in use at a time. The list of tables names each that is full with its length,
   * so that one that is cut off, or gone, is missed; the Java options have no method for it. What
   * is missing of the one that is being written is seen by {@link CommitMark}.
   */
  private static final Properties TRACKED_LOGS = new Properties();

  static {
    TRACKED_LOGS.setProperty("track_and_verify_wals_in_manifest", "true");
  }

  private final Path directory;
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private final LRUCache cache;
  private final BloomFilter filter = new BloomFilter(BLOOM_BITS);
  private final Options options;
  private final WriteOptions durably = new WriteOptions().setSync(true).setNoSlowdown(true);
  private final BatchBuffer buffer = new BatchBuffer();
  private final long newestKept;

  /** Null if it could not be opened anew. Guarded by {@link #open}. */
  private @Nullable RocksDB db;

  private boolean closed;
  private volatile boolean broken;

  private Table(Path directory, RocksDbSettings settings) throws RocksDBException {
    this.directory = directory;
    cache = new LRUCache(settings.blockCache());
    options = options(settings);
    Set<Long> before = tablesIn(directory);
    try {
      RocksDB opened = RocksDB.open(options, directory.toString());
      db = opened;
      newestKept = liveTables(opened).filter(before::contains).max().orElse(0);
      opened.enableAutoCompaction(List.of(opened.getDefaultColumnFamily()));
    } catch (RocksDBException e) {
      free();
      throw e;
    }
  }

  /**
   * Opens the database anew if a write has failed, for it takes none after that, even when there is
   * room again. If that fails nothing can be read either, until it is called again.
   *
   * @return whether it had to be
   */
  boolean mend() throws StoreException {
    if (!broken) {
      return false;
    }
    open.writeLock().lock();
    try {
      if (closed) {
        throw Failures.closed(directory);
      }
      closeDb();
      RocksDB opened = RocksDB.open(options, directory.toString());
      db = opened;
      opened.enableAutoCompaction(List.of(opened.getDefaultColumnFamily()));
      broken = false;
      return true;
    } catch (RocksDBException e) {
      throw Failures.rocksDb(directory, e);
    } finally {
      open.writeLock().unlock();
    }
  }

  private Options options(RocksDbSettings settings) {
    try (DBOptions tracked = DBOptions.getDBOptionsFromProps(TRACKED_LOGS);
        ColumnFamilyOptions defaults = new ColumnFamilyOptions()) {
      return options(settings, new Options(tracked, defaults));
    }
  }

  private Options options(RocksDbSettings settings, Options options) {
    return options
        .setCreateIfMissing(true)
        // Until the tables that were kept are listed: what a merge makes of them is none of these.
        .setDisableAutoCompactions(true)
        // A write that a crash has cut short was never confirmed, and is dropped. By default all
        // that follows a damaged one would be dropped too, without a word.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setWriteBufferSize(settings.writeBuffer() / MERGED)
        .setMinWriteBufferNumberToMerge(MERGED)
        .setMaxWriteBufferNumber(MERGED + MERGED / 2)
        // A round that changes much fills a buffer of its own, however large: then what there is
        // goes to a file before the next round, and not when there are so many of them.
        .setDbWriteBufferSize(ALL_BUFFERS * settings.writeBuffer())
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setAllowConcurrentMemtableWrite(false)
        .setMaxOpenFiles(MAX_OPEN_FILES)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK_SIZE)
                .setFilterPolicy(filter));
  }

  static Table open(Path directory, RocksDbSettings settings) throws StoreException {
    try {
      RocksDB.loadLibrary();
      return new Table(directory, settings);
    } catch (RocksDBException e) {
      throw Failures.opening(directory, e);
    }
  }

  /** The numbers of the files of tables in a directory, which may not be there. */
  private static Set<Long> tablesIn(Path directory) {
    String[] names = directory.toFile().list();
    return names == null
        ? Set.of()
        : Stream.of(names)
            .filter(name -> name.endsWith(TABLE))
            .map(Table::number)
            .collect(Collectors.toSet());
  }

  private static LongStream liveTables(RocksDB db) {
    return db.getLiveFilesMetaData().stream().mapToLong(file -> number(file.fileName()));
  }

  private static long number(String name) {
    return Long.parseLong(
        name.substring(name.lastIndexOf('/') + 1, name.length() - TABLE.length()));
  }

  /** The number of the newest file of a table; they are given in turn. */
  long newestTable() throws StoreException {
    return call(db -> liveTables(db).max().orElse(0));
  }

  /**
   * The same, of the files that were there before it was opened. It is at least what {@link
   * #newestTable} was at any time before, since what becomes of a table has a higher number; unless
   * RocksDB has forgotten tables: it takes a list of them that is damaged for one that ends there.
   */
  long newestKept() {
    return newestKept;
  }

  /** The values of some keys in turn, null for those that are not there. */
  List<byte @Nullable []> get(List<byte[]> keys) throws StoreException {
    if (keys.isEmpty()) {
      return List.of();
    }
    return call(
        db -> {
          List<byte @Nullable []> values = db.multiGetAsList(keys);
          for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
              // The many-keys call gives null for a damaged block too; the single one throws.
              values.set(i, db.get(keys.get(i)));
            }
          }
          return values;
        });
  }

  byte @Nullable [] get(byte[] key) throws StoreException {
    return call(db -> db.get(key));
  }

  /**
   * Writes changes, one part behind the other, durably and all or nothing. For one thread at a
   * time.
   */
  void write(Changes... parts) throws StoreException {
    long size = Stream.of(parts).mapToLong(Changes::sizeOfBatch).sum();
    call(
        db -> {
          try (WriteBatch writes = new WriteBatch((int) Math.min(size, Integer.MAX_VALUE))) {
            for (Changes part : parts) {
              part.putInto(writes, buffer);
            }
            write(db, writes);
          } catch (RocksDBException e) {
            broken = true;
            throw e;
          }
          return true;
        });
  }

  /**
   * Writes when RocksDB takes it: that it takes nothing for a while is usual when it has much to
   * write. It would wait by itself, but also for a disk that is full to have room again, and nobody
   * would be told; so it is asked not to wait, and asked again, as long as nothing has failed.
   */
  private void write(RocksDB db, WriteBatch writes) throws RocksDBException {
    long nanos = FIRST_WAIT_NANOS;
    while (true) {
      try {
        db.write(durably, writes);
        return;
      } catch (RocksDBException e) {
        if (!Failures.isStall(e)
            || db.getLongProperty(BACKGROUND_ERRORS) > 0
            || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
      LockSupport.parkNanos(nanos);
      if (db.getLongProperty(WRITE_STOPPED) == 0) {
        // It is slowed down, and being asked in vain puts off the time when it takes the next.
        nanos *= 2;
      }
    }
  }

  /** Lists keys from {@code from} up to, but not including, {@code until}, in order. */
  void keys(byte[] from, byte[] until, KeyVisitor visitor) throws StoreException {
    call(
        db -> {
          try (Slice end = new Slice(until);
              ReadOptions range = new ReadOptions().setIterateUpperBound(end);
              RocksIterator keys = db.newIterator(range)) {
            keys.seek(from);
            while (keys.isValid() && visitor.visit(keys.key())) {
              keys.next();
            }
            keys.status();
          }
          return true;
        });
  }

  interface KeyVisitor {
    /** Whether to go on. */
    boolean visit(byte[] key);
  }

  private interface Call<T> {
    T run(RocksDB db) throws RocksDBException;
  }

  private <T> T call(Call<T> call) throws StoreException {
    open.readLock().lock();
    try {
      if (closed) {
        throw Failures.closed(directory);
      }
      RocksDB opened = db;
      if (opened == null) {
        throw Failures.notOpen(directory);
      }
      return call.run(opened);
    } catch (RocksDBException e) {
      throw Failures.rocksDb(directory, e);
    } finally {
      open.readLock().unlock();
    }
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closeDb();
        free();
      }
    } finally {
      open.writeLock().unlock();
    }
  }

  private void closeDb() {
    RocksDB opened = db;
    db = null;
    if (opened != null) {
      opened.close();
    }
  }

  private void free() {
    durably.close();
    options.close();
    filter.close();
    cache.close();
  }
}
