package dev.potoroo.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement whose parameters are fields of a JSON object: {@code INSERT INTO t (a) VALUES (:a)};
 * {@code :a.b} is field {@code b} of object {@code a}. Text in quotes, comments and {@code ::} are
 * left as they are. Immutable.
 *
 * @param sql as JDBC takes it, with question marks
 * @param fields for each question mark the path of its field
 */
record NamedStatement(String sql, List<List<String>> fields) {

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it has no parameters, or question marks
   */
  static NamedStatement parse(String text) {
    StringBuilder sql = new StringBuilder();
    List<List<String>> fields = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = endOfLiteral(text, at);
      if (end > at) {
        sql.append(text, at, end);
      } else if (text.startsWith("::", at)) {
        end = at + 2;
        sql.append("::");
      } else if (text.charAt(at) == ':' && isName(text, at + 1)) {
        end = at + 1;
        while (isName(text, end) || text.startsWith(".", end) && isName(text, end + 1)) {
          end++;
        }
        sql.append('?');
        fields.add(List.of(text.substring(at + 1, end).split("\\.")));
      } else if (text.charAt(at) == '?') {
        throw new IllegalArgumentException(
            "statement is ["
                + text
                + "]. Parameters must be fields of the record, as in [:price].");
      } else {
        end = at + 1;
        sql.append(text.charAt(at));
      }
      at = end;
    }
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(
          "statement is ["
              + text
              + "], without any parameter. It must take fields of the record, as in"
              + " [INSERT INTO prices (symbol, price) VALUES (:symbol, :price)].");
    }
    return new NamedStatement(sql.toString(), List.copyOf(fields));
  }

  private static boolean isName(String text, int at) {
    return at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_');
  }

  /** Where a quoted text or a comment ends that begins at {@code at}; else {@code at}. */
  private static int endOfLiteral(String text, int at) {
    for (String[] pair : new String[][] {{"'", "'"}, {"\"", "\""}, {"--", "\n"}, {"/*", "*/"}}) {
      if (text.startsWith(pair[0], at)) {
        int end = text.indexOf(pair[1], at + pair[0].length());
        return end < 0 ? text.length() : end + pair[1].length();
      }
    }
    return at;
  }

  /** Sets the parameters from a record; what is missing is null. */
  void bind(JsonNode record, PreparedStatement statement) throws SQLException {
    for (int i = 0; i < fields.size(); i++) {
      JsonNode value = record;
      for (String name : fields.get(i)) {
        value = value.path(name);
      }
      bind(value, i + 1, statement);
    }
  }

  private static void bind(JsonNode value, int at, PreparedStatement statement)
      throws SQLException {
    switch (value.getNodeType()) {
      case STRING -> statement.setString(at, value.textValue());
      case BOOLEAN -> statement.setBoolean(at, value.booleanValue());
      case NUMBER -> {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
          statement.setLong(at, value.longValue());
        } else if (value.isIntegralNumber()) {
          statement.setBigDecimal(at, value.decimalValue());
        } else {
          statement.setDouble(at, value.doubleValue());
        }
      }
      case NULL, MISSING -> statement.setNull(at, Types.NULL);
      default -> statement.setString(at, value.toString());
    }
  }
}
