package dev.potoroo.store.postgres;

import dev.potoroo.fault.FaultPoint;
import dev.potoroo.store.KeyTimer;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.TakeOver;
import dev.potoroo.store.TimeDomain;
import java.util.List;
import java.util.Optional;

/** The store of a pipeline in PostgreSQL. */
final class PostgresStore implements StateStore {
  private final Database database;
  private final PipelineRow pipeline;
  private final StateTable table;
  private final StateWriter writer;
  private final TimerTable timers;
  private final Removal removal;

  private PostgresStore(Database database, Sql sql, PipelineRow pipeline, int rows) {
    this.database = database;
    this.pipeline = pipeline;
    this.table = new StateTable(database, sql, pipeline, rows);
    this.writer = new StateWriter(database, sql, pipeline, rows);
    this.timers = new TimerTable(database, sql, pipeline, rows);
    this.removal = new Removal(database, sql, pipeline, rows);
  }

  static PostgresStore open(String name, PostgresSettings settings, Database database)
      throws StoreException {
    Sql sql = new Sql(settings.schema());
    PipelineRow pipeline = PipelineRow.open(database, sql, name);
    return new PostgresStore(database, sql, pipeline, settings.rowsPerStatement());
  }

  @Override
  public TakeOver takeOver() throws StoreException {
    FaultPoint.TAKE_OVER_BEFORE.reached();
    TakeOver takeOver = pipeline.takeOver();
    FaultPoint.TAKE_OVER_AFTER.reached();
    removal.cleanUp();
    return takeOver;
  }

  @Override
  public void enter(long generation) throws StoreException {
    pipeline.enter(generation);
  }

  @Override
  public List<Optional<StoredState>> load(String step, List<String> keys) throws StoreException {
    return table.load(step, keys);
  }

  @Override
  public long write(long generation, long round, List<StateChange> changes) throws StoreException {
    long size = writer.write(generation, round, changes);
    timers.write(generation, round, changes);
    return size;
  }

  @Override
  public void commit(RoundCommit commit) throws StoreException {
    pipeline.commit(commit);
  }

  @Override
  public void prune(long round) throws StoreException {
    removal.prune(round);
  }

  @Override
  public List<String> keys(String step, String prefix, Optional<String> after, int limit)
      throws StoreException {
    return table.keys(step, prefix, after, limit);
  }

  @Override
  public List<KeyTimer> timers(String step, TimeDomain domain, Optional<KeyTimer> after, int limit)
      throws StoreException {
    return timers.list(step, domain, after, limit);
  }

  @Override
  public void close() {
    database.close();
  }
}
