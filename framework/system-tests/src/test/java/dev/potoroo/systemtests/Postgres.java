package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.testkit.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PostgreSQL server that may be killed and started again. */
final class Postgres implements AutoCloseable {
  /** Where it is if nothing else is said. */
  static final String LOOPBACK = "127.0.0.1";

  private final Path data;
  private final String host;
  private final int port;
  private EmbeddedPostgres server;

  private Postgres(Path data, String host, int port) throws IOException {
    this.data = data;
    this.host = host;
    this.port = port;
    server = open();
  }

  /** Starts one with its data in a directory. */
  static Postgres start(Path directory) {
    return start(directory, LOOPBACK);
  }

  /** Starts one that others reach at an address of this machine. */
  static Postgres start(Path directory, String host) {
    try {
      return new Postgres(directory.resolve("postgres"), host, FreePort.find());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres open() throws IOException {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    if (!host.equals(LOOPBACK)) {
      // Else it refuses whoever does not come from this machine.
      Path trusted = data.resolveSibling("pg_hba.conf");
      Files.writeString(trusted, "host all all 127.0.0.1/32 trust\nhost all all samenet trust\n");
      builder
          .setServerConfig("listen_addresses", LOOPBACK + "," + host)
          .setServerConfig("hba_file", trusted.toString());
    }
    return builder
        .setOverrideWorkingDirectory(Path.of("target/postgres").toFile())
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  /** Settings of a store in it; what has one schema is one pipeline's. */
  Map<String, Object> settings(String schema) {
    return Map.of(
        "store.type",
        "postgres",
        "store.postgres.url",
        url(host),
        "store.postgres.user",
        "postgres",
        "store.postgres.schema",
        schema);
  }

  /** The same as a configuration. */
  Config config(String schema) {
    Map<String, Object> keys = new HashMap<>();
    settings(schema).forEach((key, value) -> keys.put("potoroo." + key, value));
    return ConfigFactory.parseMap(keys);
  }

  private String url(String at) {
    return url(at, "postgres");
  }

  private String url(String at, String database) {
    return "jdbc:postgresql://" + at + ":" + port + "/" + database;
  }

  /** The port at which it answers. */
  int port() {
    return port;
  }

  /** A connection of the test's own. */
  Connection connect() throws SQLException {
    return connect("postgres");
  }

  /** The same to another database of it. */
  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(LOOPBACK, database), "postgres", "");
  }

  /**
   * How far a pipeline is.
   *
   * @param generation the generation that has begun last
   * @param round the last round committed, 0 if there is none
   * @param generationOfRound the generation that has committed it
   */
  record Committed(long generation, long round, long generationOfRound) {}

  /** The row of a pipeline, to be read often; for one thread. */
  Row row(String schema) {
    return new Row(schema);
  }

  final class Row implements AutoCloseable {
    private static final Pattern GENERATION = Pattern.compile("\"generation\":(\\d+)");
    private final String sql;
    private Connection connection;

    private Row(String schema) {
      sql = "SELECT generation, round, commit_record FROM " + schema + ".pipeline";
    }

    /** Reads it; empty if that is not possible now. */
    Optional<Committed> read() {
      try {
        if (connection == null) {
          connection = connect();
        }
        try (Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery(sql)) {
          return rows.next() ? Optional.of(committed(rows)) : Optional.empty();
        }
      } catch (SQLException e) {
        close();
        return Optional.empty();
      }
    }

    private static Committed committed(ResultSet row) throws SQLException {
      String record = row.getString(3);
      Matcher generation = GENERATION.matcher(record == null ? "" : record);
      return new Committed(
          row.getLong(1),
          row.getLong(2),
          generation.find() ? Long.parseLong(generation.group(1)) : 0);
    }

    @Override
    public void close() {
      try {
        if (connection != null) {
          connection.close();
        }
      } catch (SQLException e) {
        // Its server is away.
      }
      connection = null;
    }
  }

  /** The last round that is committed in a schema; 0 if there is none. */
  long committed(String schema) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT coalesce(max(round), 0) FROM " + schema + ".pipeline")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until rounds are committed. */
  void awaitCommitted(String schema, long round, PotorooProcess by) {
    await("round [" + round + "] in [" + schema + "]")
        .atMost(PotorooProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> !by.alive() || committed(schema) >= round);
    assertThat(by.alive()).as("%s lives", by).isTrue();
  }

  /** Sends SIGKILL to all of its processes. */
  void kill() {
    Process process = server.getProcess();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      server.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again after {@link #kill}, with the same data. */
  void restart() {
    // Its children end a moment later; until then they hold its shared memory.
    await("PostgreSQL starts again")
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> (server = open()) != null);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
