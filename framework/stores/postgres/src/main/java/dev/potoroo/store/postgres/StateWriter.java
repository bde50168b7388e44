package dev.potoroo.store.postgres;

import dev.potoroo.fault.FaultPoint;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredRecord;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the changes of a round, in parts: each is one statement and so one transaction. */
final class StateWriter {
  private static final String ALREADY_THERE = "23505";
  private static final long MAX_BYTES = 8 << 20;

  private final Database database;
  private final Sql sql;
  private final PipelineRow pipeline;
  private final int limit;

  StateWriter(Database database, Sql sql, PipelineRow pipeline, int limit) {
    this.database = database;
    this.sql = sql;
    this.pipeline = pipeline;
    this.limit = limit;
  }

  /** A change as a row. */
  private record Row(String step, KeyParts key, byte @Nullable [] data) {
    long size() {
      return (long) step.length() + key.size() + (data == null ? 0 : data.length);
    }
  }

  long write(long generation, long round, List<StateChange> changes) throws StoreException {
    List<Row> part = new ArrayList<>(Math.min(limit, changes.size()));
    long partSize = 0;
    long size = 0;
    for (StateChange change : changes) {
      Row row = row(change, round);
      if (part.size() == limit || (!part.isEmpty() && partSize + row.size() > MAX_BYTES)) {
        writePart(generation, round, part);
        FaultPoint.WRITE_PART.reached();
        part.clear();
        partSize = 0;
      }
      part.add(row);
      partSize += row.size();
      size += row.size();
    }
    if (!part.isEmpty()) {
      writePart(generation, round, part);
    }
    return size;
  }

  private static Row row(StateChange change, long round) {
    return new Row(
        change.step(),
        KeyParts.of(change.key()),
        change.state() == null ? null : StoredRecord.encode(change, round));
  }

  private void writePart(long generation, long round, List<Row> rows) throws StoreException {
    database.call(
        "write " + rows.size() + " objects of round " + round,
        connection -> {
          if (!write(connection, generation, round, rows)) {
            throw pipeline.refusal(connection, generation, round);
          }
          return rows;
        });
  }

  /** Whether the generation is the last one and the round not committed yet. */
  private boolean write(Connection connection, long generation, long round, List<Row> rows)
      throws SQLException {
    try {
      return insert(connection, sql.writeFirst, generation, round, rows);
    } catch (SQLException e) {
      if (ALREADY_THERE.equals(e.getSQLState())) {
        return insert(connection, sql.writeAgain, generation, round, rows);
      }
      throw e;
    }
  }

  private boolean insert(
      Connection connection, String insert, long generation, long round, List<Row> rows)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setInt(1, pipeline.id());
      statement.setLong(2, generation);
      statement.setLong(3, round);
      statement.setLong(4, generation);
      statement.setLong(5, round);
      statement.setArray(6, steps(connection, rows));
      statement.setArray(7, bytes(connection, rows, row -> row.key().head()));
      statement.setArray(8, bytes(connection, rows, row -> row.key().tailHash()));
      statement.setArray(9, bytes(connection, rows, row -> row.key().tail()));
      statement.setArray(10, bytes(connection, rows, Row::data));
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getBoolean(1);
      }
    }
  }

  private static Array steps(Connection connection, List<Row> rows) throws SQLException {
    return connection.createArrayOf("text", rows.stream().map(Row::step).toArray());
  }

  private interface Column {
    byte @Nullable [] of(Row row);
  }

  private static Array bytes(Connection connection, List<Row> rows, Column column)
      throws SQLException {
    byte[][] values = new byte[rows.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.of(rows.get(i));
    }
    return connection.createArrayOf("bytea", values);
  }
}
