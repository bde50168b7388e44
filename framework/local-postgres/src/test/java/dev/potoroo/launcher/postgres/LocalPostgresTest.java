package dev.potoroo.launcher.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.launcher.LocalDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {
  @TempDir private Path temporary;
  private Path directory;

  @BeforeEach
  void takeADirectoryWithASpace() {
    directory = temporary.resolve("a place/postgres");
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(LocalDatabase.Provider.class))
        .singleElement()
        .isInstanceOf(LocalPostgres.class);
  }

  @Test
  void keepsItsData() throws SQLException {
    try (LocalDatabase database = start()) {
      execute(database, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
    try (LocalDatabase database = start()) {
      assertThat(answer(database)).isEqualTo(42);
    }
  }

  @Test
  void letsNobodyInWithoutThePassword() throws IOException {
    try (LocalDatabase database = start()) {
      assertThatThrownBy(() -> DriverManager.getConnection(database.url(), "postgres", "guess"))
          .hasMessageContaining("password authentication failed");
      assertThat(Files.getPosixFilePermissions(directory.resolve("password"))).hasSize(2);
    }
  }

  @Test
  void stopsOneThatAKilledProcessHasLeft() throws Exception {
    try (LocalDatabase left = start()) {
      execute(left, "CREATE TABLE kept AS SELECT 42 AS answer");
      try (LocalDatabase database = start()) {
        left.ended().toCompletableFuture().get(1, TimeUnit.MINUTES);
        assertThat(answer(database)).isEqualTo(42);
        assertThat(database.ended().toCompletableFuture()).isNotDone();
      }
    }
  }

  @Test
  void beginsAnewAfterItWasInterruptedWhileItMadeItsData() throws Exception {
    Files.createDirectories(directory.resolve("data.new/base"));
    try (LocalDatabase database = start()) {
      execute(database, "SELECT 1");
    }
  }

  @Test
  void saysWhyItDoesNotStart() throws Exception {
    start().close();
    Path version = directory.resolve("data/PG_VERSION");
    Files.writeString(version, "12\n");
    assertThatThrownBy(this::start)
        .hasMessageStartingWith(
            "POTOROO-3016 PostgreSQL for local-cluster did not start: database files are"
                + " incompatible with server. See ["
                + directory.resolve("log")
                + "].")
        .message()
        .hasLineCount(1);
  }

  private LocalDatabase start() {
    return new LocalPostgres().start(directory);
  }

  private static Connection connect(LocalDatabase database) throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private static void execute(LocalDatabase database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int answer(LocalDatabase database) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT answer FROM kept")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
