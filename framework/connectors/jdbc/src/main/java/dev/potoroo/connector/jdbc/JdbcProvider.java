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
 * {@code connector = jdbc}. Of both:
 *
 * <ul>
 *   <li>{@code url}: the database, as its driver reads it; required
 *   <li>{@code user}, {@code password}
 *   <li>{@code driver}: a block of other properties of the driver
 * </ul>
 *
 * <p>As a {@linkplain JdbcSource source}:
 *
 * <ul>
 *   <li>{@code from}: the table or view; required
 *   <li>{@code column}: the one whose values grow; required
 *   <li>{@code poll} ({@code 1s}): how often to look for new rows
 *   <li>{@code settle} ({@code 5s}): how long transactions that insert rows may last
 * </ul>
 *
 * <p>As a {@linkplain JdbcSink sink}:
 *
 * <ul>
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
    return Optional.of(
        new JdbcSource(
            database(settings),
            settings.text("from"),
            settings.text("column"),
            settings.duration("poll", JdbcSource.POLL),
            settings.duration("settle", JdbcSource.SETTLE)));
  }

  private static Database database(ConnectorSettings settings) {
    Map<String, String> properties = new HashMap<>(settings.block("driver"));
    for (String key : new String[] {"user", "password"}) {
      String value = settings.text(key, "");
      if (!value.isEmpty()) {
        properties.put(key, value);
      }
    }
    return new Database(settings.text("url"), properties);
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    String table = settings.text("table", JdbcSink.TABLE);
    if (!NAME.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "table is [" + table + "]. It must be the name of a table, perhaps with its schema.");
    }
    return Optional.of(
        new JdbcSink(database(settings), NamedStatement.parse(settings.text("statement")), table));
  }
}
