package dev.potoroo.connector.jdbc;

import dev.potoroo.connector.UnavailableException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Where to connect, and what its errors mean. Immutable.
 *
 * @param url as the driver reads it
 * @param properties of the driver, {@code user} and {@code password} among them
 */
record Database(String url, Map<String, String> properties) {

  /**
   * Classes of SQL states in which the same may work later: no connection, the transaction was
   * rolled back because of others, no resources, the operator has intervened, a system error.
   */
  private static final Set<String> TRANSIENT = Set.of("08", "40", "53", "57", "58");

  Database {
    properties = Map.copyOf(properties);
  }

  /** A connection, on which nothing is committed by itself. */
  Connection connect() throws SQLException {
    Properties all = new Properties();
    all.putAll(properties);
    Connection connection = DriverManager.getConnection(url, all);
    connection.setAutoCommit(false);
    return connection;
  }

  /**
   * What to throw for what the database has said.
   *
   * @param what what was tried, for people
   */
  Exception failure(String what, SQLException e) {
    String message = "database [" + url + "], " + what + ": " + text(e);
    return isTransient(e)
        ? new UnavailableException(message, e)
        : new IOException(message + state(e), e);
  }

  private static boolean isTransient(SQLException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLTransientException
          || t instanceof SQLRecoverableException
          || t instanceof SQLNonTransientConnectionException) {
        return true;
      }
      if (t instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().length() == 5
          && TRANSIENT.contains(sql.getSQLState().substring(0, 2))) {
        return true;
      }
    }
    return false;
  }

  /** A batch says only that one of it has failed; what follows says why. */
  private static String text(SQLException e) {
    SQLException next = e.getNextException();
    return String.valueOf((next == null ? e : next).getMessage());
  }

  private static String state(SQLException e) {
    SQLException next = e.getNextException();
    String state = (next == null ? e : next).getSQLState();
    return state == null ? "" : " (SQL state " + state + ")";
  }
}
