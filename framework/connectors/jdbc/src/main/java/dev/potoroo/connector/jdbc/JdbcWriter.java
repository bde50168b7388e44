package dev.potoroo.connector.jdbc;

import dev.potoroo.connector.SinkWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes records in transactions without markers, when there is nothing more to write. */
final class JdbcWriter implements SinkWriter {
  private static final int AT_ONCE = 1000;

  private final Database database;
  private final NamedStatement statement;
  private final Connection connection;
  private final List<byte[]> waiting = new ArrayList<>();

  JdbcWriter(Database database, NamedStatement statement) throws Exception {
    this.database = database;
    this.statement = statement;
    try {
      this.connection = database.connect();
    } catch (SQLException e) {
      throw database.failure("a connection", e);
    }
  }

  @Override
  public void write(byte[] record) throws Exception {
    waiting.add(record);
    if (waiting.size() >= AT_ONCE) {
      flush();
    }
  }

  @Override
  public void flush() throws Exception {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      Rows.write(statement, waiting, connection);
      connection.commit();
      waiting.clear();
    } catch (SQLException e) {
      throw database.failure("[" + waiting.size() + "] records", e);
    }
  }

  @Override
  public void close() throws Exception {
    try (connection) {
      flush();
    }
  }
}
