package dev.potoroo.store.postgres;

import dev.potoroo.store.KeyTimer;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredKey;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TimeDomain;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The table that lists timers by the time when they are due. A row is there from when it is
 * written, before its round is committed; one that is taken away is marked, and removed when that
 * is committed and {@link Removal} comes by. So the table may list more than there is, never less.
 */
final class TimerTable {
  private static final byte[] NO_HASH = {};

  private final Database database;
  private final Sql sql;
  private final PipelineRow pipeline;
  private final int limit;

  /** A timer and whose it is. */
  private record Row(String step, String key, StoredTimer timer) {
    byte[] keyHash() {
      return hash(StoredKey.encode(key));
    }
  }

  TimerTable(Database database, Sql sql, PipelineRow pipeline, int limit) {
    this.database = database;
    this.sql = sql;
    this.pipeline = pipeline;
    this.limit = limit;
  }

  /** Half of it: that is enough to tell keys apart. */
  private static byte[] hash(byte[] key) {
    return Arrays.copyOf(KeyParts.sha256(key), 16);
  }

  /** Writes what a round has changed of the timers of objects. */
  void write(long generation, long round, List<StateChange> changes) throws StoreException {
    write(sql.timersGone, generation, round, rows(changes, StateChange::timersGone));
    write(sql.timersSet, generation, round, rows(changes, StateChange::timersSet));
  }

  private static List<Row> rows(
      List<StateChange> changes, Function<StateChange, List<StoredTimer>> which) {
    List<Row> rows = new ArrayList<>();
    for (StateChange change : changes) {
      for (StoredTimer timer : which.apply(change)) {
        rows.add(new Row(change.step(), change.key(), timer));
      }
    }
    return rows;
  }

  private void write(String how, long generation, long round, List<Row> rows)
      throws StoreException {
    for (int from = 0; from < rows.size(); from += limit) {
      List<Row> part = rows.subList(from, Math.min(rows.size(), from + limit));
      database.call(
          "write " + part.size() + " timers of round " + round,
          connection -> {
            if (!writePart(connection, how, generation, round, part)) {
              throw pipeline.refusal(connection, generation, round);
            }
            return part;
          });
    }
  }

  /** Whether the generation is the last one and the round not committed yet. */
  private boolean writePart(
      Connection connection, String how, long generation, long round, List<Row> rows)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(how)) {
      statement.setInt(1, pipeline.id());
      statement.setLong(2, generation);
      statement.setLong(3, round);
      statement.setLong(4, generation);
      statement.setLong(5, round);
      statement.setArray(6, array(connection, "text", rows, Row::step));
      statement.setArray(7, array(connection, "int2", rows, r -> r.timer().domain().code()));
      statement.setArray(8, array(connection, "int8", rows, r -> r.timer().at()));
      statement.setArray(9, array(connection, "text", rows, r -> r.timer().name()));
      statement.setArray(10, bytes(connection, rows, Row::keyHash));
      if (how.equals(sql.timersSet)) {
        statement.setArray(11, bytes(connection, rows, r -> StoredKey.encode(r.key())));
      }
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getBoolean(1);
      }
    }
  }

  private static java.sql.Array array(
      Connection connection, String type, List<Row> rows, Function<Row, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }

  private static java.sql.Array bytes(
      Connection connection, List<Row> rows, Function<Row, byte[]> column) throws SQLException {
    return connection.createArrayOf("bytea", rows.stream().map(column).toArray(byte[][]::new));
  }

  List<KeyTimer> list(String step, TimeDomain domain, Optional<KeyTimer> after, int most)
      throws StoreException {
    long known = pipeline.known();
    return database.call(
        "list timers of step [" + step + "]",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql.timers)) {
            statement.setString(1, step);
            statement.setInt(2, domain.code());
            statement.setLong(3, after.map(KeyTimer::at).orElse(Long.MIN_VALUE));
            statement.setString(4, after.map(KeyTimer::name).orElse(""));
            statement.setBytes(5, after.map(t -> hash(StoredKey.encode(t.key()))).orElse(NO_HASH));
            statement.setInt(6, most);
            statement.setInt(7, pipeline.id());
            try (ResultSet rows = statement.executeQuery()) {
              return timers(step, rows, known);
            }
          }
        });
  }

  private List<KeyTimer> timers(String step, ResultSet rows, long known)
      throws SQLException, StoreException {
    List<KeyTimer> timers = new ArrayList<>();
    if (!rows.next()) {
      throw pipeline.gone();
    }
    pipeline.saw(rows.getLong(1), known);
    do {
      byte[] key = rows.getBytes(4);
      if (key != null) { // null if there are no timers at all
        timers.add(new KeyTimer(rows.getLong(2), rows.getString(3), key(step, key)));
      }
    } while (rows.next());
    return timers;
  }

  private String key(String step, byte[] key) throws StoreException {
    try {
      return StoredKey.decode(key);
    } catch (IllegalArgumentException e) {
      throw database.failures().damaged("the key of a timer of step [" + step + "]");
    }
  }
}
