package dev.potoroo.connector.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rows of a table, in the order of a column.
 *
 * @param from the table
 * @param column the column
 */
record GrowingRows(String from, String column) {
  private static final int AT_ONCE = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The highest value there is; 0 if there is none. */
  long highest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT max(" + column + ") FROM " + from)) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * A row.
   *
   * @param value of the column
   * @param record as JSON
   */
  record Row(long value, byte[] record) {}

  /**
   * Reads on: some of the rows whose values are above {@code after} and at most {@code upTo}.
   *
   * @throws IOException if the column is not as it must be
   */
  List<Row> read(Connection connection, long after, long upTo) throws SQLException, IOException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM "
                + from
                + (" WHERE " + column + " > ? AND " + column + " <= ? ORDER BY " + column))) {
      select.setLong(1, after);
      select.setLong(2, upTo);
      select.setMaxRows(AT_ONCE);
      try (ResultSet rows = select.executeQuery()) {
        return read(rows);
      }
    }
  }

  private List<Row> read(ResultSet rows) throws SQLException, IOException {
    List<Row> read = new ArrayList<>();
    int place = rows.findColumn(column.substring(column.indexOf('.') + 1));
    long last = 0;
    while (rows.next()) {
      long value = rows.getLong(place);
      if (value == last) {
        throw new IOException(
            "column ["
                + column
                + "] of ["
                + from
                + "] has ["
                + value
                + "] more than once, so rows would be passed over. Take one whose values are"
                + " unique.");
      }
      last = value;
      read.add(new Row(value, json(rows)));
    }
    if (read.size() == AT_ONCE) {
      // It comes again, with the one after it, whose value must be another one.
      read.remove(AT_ONCE - 1);
    }
    return read;
  }

  private static byte[] json(ResultSet row) throws SQLException, JsonProcessingException {
    ResultSetMetaData columns = row.getMetaData();
    ObjectNode node = JSON.createObjectNode();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      put(node, columns.getColumnLabel(i), row, i, columns);
    }
    return JSON.writeValueAsBytes(node);
  }

  private static void put(
      ObjectNode node, String name, ResultSet row, int i, ResultSetMetaData columns)
      throws SQLException, JsonProcessingException {
    if (row.getObject(i) == null) {
      node.putNull(name);
      return;
    }
    String type = columns.getColumnTypeName(i).toLowerCase(Locale.ROOT);
    switch (columns.getColumnType(i)) {
      case Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.TINYINT ->
          node.put(name, row.getLong(i));
      case Types.NUMERIC, Types.DECIMAL -> node.put(name, row.getBigDecimal(i));
      case Types.DOUBLE, Types.FLOAT, Types.REAL -> node.put(name, row.getDouble(i));
      case Types.BOOLEAN, Types.BIT -> node.put(name, row.getBoolean(i));
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> node.put(name, row.getBytes(i));
      case Types.DATE -> node.put(name, row.getObject(i, LocalDate.class).toString());
      case Types.TIMESTAMP_WITH_TIMEZONE -> node.put(name, instant(row, i));
      case Types.TIMESTAMP ->
          // PostgreSQL's driver calls both so.
          node.put(
              name,
              type.equals("timestamptz")
                  ? instant(row, i)
                  : row.getObject(i, LocalDateTime.class).toString());
      default -> {
        if (type.equals("json") || type.equals("jsonb")) {
          node.set(name, JSON.readTree(row.getString(i)));
        } else {
          node.put(name, row.getString(i));
        }
      }
    }
  }

  private static String instant(ResultSet row, int i) throws SQLException {
    Timestamp timestamp = row.getTimestamp(i);
    return timestamp.toInstant().toString();
  }
}
