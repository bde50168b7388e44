package dev.potoroo.store.postgres;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreContext;
import dev.potoroo.store.StoreException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The PostgreSQL server of all tests, and one database of it. */
final class Server {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final int port;
  private final String database;

  private Server(int port, String database) {
    this.port = port;
    this.database = database;
  }

  /** Started when it is first needed; it ends with the JVM. */
  private static final class Shared {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(Path.of("target/postgres").toFile())
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * A database that nobody has used. With {@code -Dtest.postgres=PORT} it is on a server of yours,
   * where user postgres needs no password.
   */
  static Server fresh() throws SQLException {
    Integer port = Integer.getInteger("test.postgres");
    return fresh(port == null ? Shared.POSTGRES.getPort() : port);
  }

  static Server fresh(int port) throws SQLException {
    Server server =
        new Server(
            port, "test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet());
    try (Connection connection = new Server(port, "postgres").connect()) {
      execute(connection, "CREATE DATABASE " + server.database);
    }
    return server;
  }

  /** A database of a server that runs. */
  static Server at(int port, String database) {
    return new Server(port, database);
  }

  int port() {
    return port;
  }

  String database() {
    return database;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), "postgres", "");
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, sql);
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row. */
  long number(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  StateStore open(String pipeline) throws StoreException {
    return open(pipeline, Map.of());
  }

  /** Opens a store with some settings of {@code potoroo.store.postgres}. */
  StateStore open(String pipeline, Map<String, ?> settings) throws StoreException {
    return new PostgresStoreProvider()
        .open(new StoreContext(pipeline, Path.of("target/none"), config(settings)));
  }

  Config config(Map<String, ?> settings) {
    return ConfigFactory.parseMap(settings, "test")
        .atPath("potoroo.store.postgres")
        .withFallback(
            ConfigFactory.parseMap(Map.of("url", url(), "user", "postgres"), "test")
                .atPath("potoroo.store.postgres"))
        .withFallback(ConfigFactory.defaultReference());
  }
}
