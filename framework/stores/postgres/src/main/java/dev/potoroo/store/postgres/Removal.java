package dev.potoroo.store.postgres;

import dev.potoroo.fault.FaultPoint;
import dev.potoroo.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Removes versions that nobody will read, in parts. */
final class Removal {
  private final Database database;
  private final Sql sql;
  private final PipelineRow pipeline;
  private final int limit;

  Removal(Database database, Sql sql, PipelineRow pipeline, int limit) {
    this.database = database;
    this.sql = sql;
    this.pipeline = pipeline;
    this.limit = limit;
  }

  /** Removes what generations have left that were replaced before they committed it. */
  void cleanUp() throws StoreException {
    cleanUp(sql.cleanUp);
    cleanUp(sql.cleanUpTimers);
  }

  private void cleanUp(String what) throws StoreException {
    int removed;
    do {
      removed =
          database.call(
              "remove changes that were not committed",
              connection -> cleanUpPart(connection, what));
      if (removed > 0) {
        FaultPoint.CLEAN_UP.reached();
      }
    } while (removed == limit);
  }

  private int cleanUpPart(Connection connection, String what) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(what)) {
      statement.setInt(1, limit);
      statement.setInt(2, pipeline.id());
      statement.setInt(3, limit);
      return statement.executeUpdate();
    }
  }

  /** Removes what commits up to a round have superseded. One at a time: it takes connections. */
  synchronized void prune(long round) throws StoreException {
    FaultPoint.PRUNE_BEFORE.reached();
    database.call("remove superseded versions", connection -> prune(connection, round));
    int removed;
    do {
      removed =
          database.call("remove timers that are gone", connection -> timers(connection, round));
    } while (removed == limit);
    FaultPoint.PRUNE_AFTER.reached();
  }

  /**
   * Reads places of rows as a cursor, in a transaction, and removes them on another connection. A
   * place could only be given to another row after the transaction has ended, and then to one of a
   * later round, which is not removed.
   */
  private boolean prune(Connection connection, long round) throws SQLException, StoreException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement(sql.superseded)) {
      statement.setFetchSize(limit);
      statement.setLong(1, round);
      statement.setInt(2, pipeline.id());
      try (ResultSet places = statement.executeQuery()) {
        removeAll(places, round);
      }
    }
    connection.rollback();
    connection.setAutoCommit(true);
    try (PreparedStatement statement = connection.prepareStatement(sql.pruned)) {
      statement.setLong(1, round);
      statement.setInt(2, pipeline.id());
      statement.setLong(3, round);
      return statement.executeUpdate() == 1;
    }
  }

  private int timers(Connection connection, long round) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql.removeTimers)) {
      statement.setInt(1, pipeline.id());
      statement.setLong(2, round);
      statement.setInt(3, limit);
      return statement.executeUpdate();
    }
  }

  private void removeAll(ResultSet places, long round) throws SQLException, StoreException {
    List<String> part = new ArrayList<>(limit);
    while (places.next()) {
      part.add(places.getString(1));
      if (part.size() == limit) {
        remove(part, round);
        part.clear();
      }
    }
    if (!part.isEmpty()) {
      remove(part, round);
    }
  }

  private void remove(List<String> places, long round) throws StoreException {
    database.call(
        "remove superseded versions",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql.remove)) {
            statement.setArray(1, connection.createArrayOf("tid", places.toArray()));
            statement.setInt(2, pipeline.id());
            statement.setLong(3, round);
            return statement.executeUpdate();
          }
        });
  }
}
