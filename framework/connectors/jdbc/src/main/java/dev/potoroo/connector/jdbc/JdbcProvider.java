package dev.potoroo.connector.jdbc;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code connector = jdbc}, as a {@linkplain JdbcSink sink}:
 *
 * <ul>
 *   <li>{@code url}: the database, as its driver reads it; required
 *   <li>{@code user}, {@code password}
 *   <li>{@code driver}: a block of other properties of the driver
 *   <li>{@code statement}: what to execute for each record; required
 *   <li>{@code table} ({@code potoroo_rounds}): where the note of the last round is kept
 * </ul>
 */
public final class JdbcProvider implements ConnectorProvider {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_]\\w*)?");

  @Override
  public String name() {
    return "jdbc";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    return Optional.empty();
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    Map<String, String> properties = new HashMap<>(settings.block("driver"));
    for (String key : new String[] {"user", "password"}) {
      String value = settings.text(key, "");
      if (!value.isEmpty()) {
        properties.put(key, value);
      }
    }
    String table = settings.text("table", JdbcSink.TABLE);
    if (!NAME.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "table is [" + table + "]. It must be the name of a table, perhaps with its schema.");
    }
    return Optional.of(
        new JdbcSink(
            new Database(settings.text("url"), properties),
            NamedStatement.parse(settings.text("statement")),
            table));
  }
}
