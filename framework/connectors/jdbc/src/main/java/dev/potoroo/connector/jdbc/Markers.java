package dev.potoroo.connector.jdbc;

import dev.potoroo.connector.RoundMarker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The row of one slot in the table of markers, in plain SQL that all databases understand. Its
 * epoch counts publishers: only the newest one's still fits.
 *
 * @param table the table, which is made if it does not exist
 * @param id of the row
 */
record Markers(String table, String id) {

  /** Makes sure that the row exists, and gives it a new epoch, which is returned. */
  long takeOver(Connection connection) throws SQLException {
    if (!count(connection)) {
      createTable(connection);
      if (!count(connection)) {
        insert(connection);
      }
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT epoch FROM " + table + " WHERE id = ?")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private void insert(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO " + table + " (id, lineage, round, epoch) VALUES (?, '', 0, 1)")) {
      insert.setString(1, id);
      insert.executeUpdate();
    } catch (SQLException e) {
      // Another publisher may just have made it.
      connection.rollback();
      if (!count(connection)) {
        throw e;
      }
    }
  }

  /** Whether there is such a row, which then has the next epoch. */
  private boolean count(Connection connection) throws SQLException {
    if (!tableExists(connection)) {
      return false;
    }
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE " + table + " SET epoch = epoch + 1 WHERE id = ?")) {
      update.setString(1, id);
      return update.executeUpdate() == 1;
    }
  }

  private boolean tableExists(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet none = select.executeQuery("SELECT id FROM " + table + " WHERE 1 = 0")) {
      return true;
    } catch (SQLException e) {
      // No state is the same in all databases; if it is something else, the next one fails too.
      connection.rollback();
      return false;
    }
  }

  private void createTable(Connection connection) throws SQLException {
    if (tableExists(connection)) {
      return;
    }
    try (Statement create = connection.createStatement()) {
      create.executeUpdate(
          "CREATE TABLE "
              + table
              + " (id varchar(300) PRIMARY KEY, lineage varchar(40) NOT NULL, round bigint NOT NULL,"
              + " epoch bigint NOT NULL)");
      connection.commit();
    } catch (SQLException e) {
      // Another node may just have made it.
      connection.rollback();
      if (!tableExists(connection)) {
        throw e;
      }
    }
  }

  /** The marker; empty before the first round. */
  Optional<RoundMarker> read(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT lineage, round FROM " + table + " WHERE id = ?")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(2) == 0
            ? Optional.empty()
            : Optional.of(new RoundMarker(row.getString(1), row.getLong(2)));
      }
    }
  }

  /** Sets the marker, if the epoch still fits; whether it does. Holds the row's lock then. */
  boolean set(RoundMarker marker, long epoch, Connection connection) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE " + table + " SET lineage = ?, round = ? WHERE id = ? AND epoch = ?")) {
      update.setString(1, marker.lineage());
      update.setLong(2, marker.round());
      update.setString(3, id);
      update.setLong(4, epoch);
      return update.executeUpdate() == 1;
    }
  }
}
