package dev.potoroo.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Executes the statement for records, in their order. */
final class Rows {
  private static final int AT_ONCE = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Rows() {}

  static void write(NamedStatement statement, List<byte[]> records, Connection connection)
      throws SQLException, IOException {
    try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
      int waiting = 0;
      for (byte[] record : records) {
        statement.bind(read(record), prepared);
        prepared.addBatch();
        waiting++;
        if (waiting == AT_ONCE) {
          prepared.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        prepared.executeBatch();
      }
    }
  }

  private static JsonNode read(byte[] record) throws IOException {
    JsonNode node = JSON.readTree(record);
    if (node == null || !node.isObject()) {
      throw new IOException(
          "a record is no JSON object, whose fields the statement could take: give the sink"
              + " Codec.json of a record or a class");
    }
    return node;
  }
}
