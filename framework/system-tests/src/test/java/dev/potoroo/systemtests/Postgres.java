package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server that may be killed and started again. */
final class Postgres implements AutoCloseable {
  private final Path data;
  private final int port;
  private EmbeddedPostgres server;

  private Postgres(Path data, int port) throws IOException {
    this.data = data;
    this.port = port;
    server = open();
  }

  /** Starts one with its data in a directory. */
  static Postgres start(Path directory) {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = free.getLocalPort();
      free.close();
      return new Postgres(directory.resolve("postgres"), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres open() throws IOException {
    return EmbeddedPostgres.builder()
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
        url(),
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

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** The last round that is committed in a schema; 0 if there is none. */
  long committed(String schema) {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "");
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
