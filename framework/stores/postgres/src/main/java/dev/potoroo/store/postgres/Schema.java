package dev.potoroo.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/**
 * Makes the tables, and brings those of an older version up to date: {@code schema-N.sql} leads
 * from version N-1 to N, and all that is to be done is one transaction. The version is in the table
 * {@code schema_version}.
 */
final class Schema {
  /** The version that this code works with. */
  static final int VERSION = 2;

  private static final String VERSIONS = "schema_version";

  /** Two processes that do it at once: the second waits. The number is ours by chance. */
  private static final long LOCK = 0x706f_746f_726f_6fL;

  private final Connection connection;
  private final PostgresSettings settings;

  private Schema(Connection connection, PostgresSettings settings) {
    this.connection = connection;
    this.settings = settings;
  }

  /** The database as this code needs it, or an exception that says why not. */
  static void create(PostgresSettings settings, Failures failures) throws StoreException {
    try (Connection connection =
        DriverManager.getConnection(settings.url(), settings.driver("schema"))) {
      Schema schema = new Schema(connection, settings);
      schema.execute(settings.session());
      String encoding = schema.text("SHOW server_encoding");
      if (!encoding.equals("UTF8")) {
        throw failures.refused(
            "has the encoding [" + encoding + "]. It must be UTF8: create it with it", null);
      }
      schema.upTo(VERSION, failures);
    } catch (SQLException e) {
      throw failures.of("open", e);
    }
  }

  private void upTo(int wanted, Failures failures) throws SQLException, StoreException {
    int version = version();
    if (version < wanted) {
      connection.setAutoCommit(false);
      execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      version = version();
      for (int next = version + 1; next <= wanted; next++) {
        migrate(next);
      }
      connection.commit();
    }
    if (version > wanted) {
      throw failures.refused(
          "has tables of version ["
              + version
              + "] in schema ["
              + settings.schema()
              + "], of a newer Potoroo; this one knows versions up to ["
              + wanted
              + "]. Run the newer one",
          null);
    }
  }

  private int version() throws SQLException {
    // From the catalog: to_regclass may answer from before another session made the table.
    boolean there =
        text("SELECT count(*) FROM pg_tables WHERE schemaname = '%s' AND tablename = '%s'"
                .formatted(settings.schema(), VERSIONS))
            .equals("1");
    return there
        ? Integer.parseInt(text("SELECT max(version) FROM " + settings.schema() + "." + VERSIONS))
        : 0;
  }

  private void migrate(int next) throws SQLException {
    String schema = settings.schema();
    if (next == 1) {
      // Only if it is not there: with IF NOT EXISTS the right to create one would be asked for.
      if (text("SELECT count(*) FROM pg_namespace WHERE nspname = '" + schema + "'").equals("0")) {
        execute("CREATE SCHEMA " + schema);
      }
      execute(
          """
          CREATE TABLE %s.%s (
            version integer PRIMARY KEY, since timestamptz NOT NULL DEFAULT now())"""
              .formatted(schema, VERSIONS));
    }
    execute(resource("schema-" + next + ".sql").replace("${schema}", schema));
    execute("INSERT INTO %s.%s (version) VALUES (%d)".formatted(schema, VERSIONS, next));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return Objects.requireNonNullElse(rows.getString(1), "0");
    }
  }

  private static String resource(String name) {
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
