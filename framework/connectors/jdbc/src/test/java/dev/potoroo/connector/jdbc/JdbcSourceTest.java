package dev.potoroo.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.TestSettings;
import dev.potoroo.testkit.connector.FaultyPeer;
import dev.potoroo.testkit.connector.SourceContract;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of a real database, read. */
class JdbcSourceTest extends SourceContract {
  private static EmbeddedPostgres postgres;
  private static FaultyPeer peer;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.start();
    peer = FaultyPeer.before("127.0.0.1", postgres.getPort());
    execute("CREATE TABLE contract (id bigserial PRIMARY KEY, text text)");
    execute("INSERT INTO contract (id, text) VALUES (3, 'a'), (7, NULL), (8, 'c'), (1000, 'd')");
    execute("INSERT INTO contract (id, text) VALUES (9, repeat('x', 2000))");
  }

  @AfterAll
  static void stop() throws IOException {
    peer.close();
    postgres.close();
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static JdbcSource of(String table, String column) {
    String url = "jdbc:postgresql://" + peer.host() + ":" + peer.port() + "/postgres";
    return JdbcSource.at(url, Map.of("user", "postgres"))
        .from(table)
        .by(column)
        .polling(Duration.ofMillis(1))
        .settling(Duration.ZERO);
  }

  @Override
  protected SourceConnector source() {
    return of("contract", "id");
  }

  @Override
  protected OptionalInt size(String partition) {
    return OptionalInt.of(5);
  }

  private static List<Object> all(SourceConnector source, int count) throws Exception {
    try (SourceReader reader = Reading.open(source, 0)) {
      return Reading.untilRecords(reader, count).records();
    }
  }

  @Test
  void givesColumnsOfAllTypesAsFields() throws Exception {
    execute(
        "CREATE TABLE types (id int, n numeric, d double precision, b boolean, t text,"
            + " at timestamptz, local timestamp, day date, parts jsonb, raw bytea, none text)");
    execute(
        "INSERT INTO types VALUES (1, 1.50, 0.5, true, 'x', '2026-01-01 00:00:00+00',"
            + " '2026-01-01 10:00:00', '2026-01-02', '[1,{\"c\":2}]', '\\x0102', NULL)");
    assertThat(all(of("types", "id"), 1))
        .containsExactly(
            "{\"id\":1,\"n\":1.50,\"d\":0.5,\"b\":true,\"t\":\"x\","
                + "\"at\":\"2026-01-01T00:00:00Z\",\"local\":\"2026-01-01T10:00\","
                + "\"day\":\"2026-01-02\",\"parts\":[1,{\"c\":2}],\"raw\":\"AQI=\",\"none\":null}");
  }

  @Test
  void readsManyAndThoseThatAreInsertedLater() throws Exception {
    execute("CREATE TABLE many AS SELECT n FROM generate_series(1, 2500) n");
    try (SourceReader reader = Reading.open(of("many", "n"), 0)) {
      assertThat(Reading.untilRecords(reader, 2500).records()).doesNotHaveDuplicates();
      execute("INSERT INTO many VALUES (2501)");
      assertThat(Reading.untilRecords(reader, 1).records()).containsExactly("{\"n\":2501}");
    }
  }

  @Test
  void doesNotPassOverRowsOfOneValue() throws Exception {
    execute("CREATE TABLE twice AS SELECT n / 1000 * 1000 + n AS n FROM generate_series(1, 10) n");
    execute("INSERT INTO twice VALUES (10)");
    try (SourceReader reader = Reading.open(of("twice", "n"), 0)) {
      assertThatThrownBy(() -> reader.poll(new CollectingBatch()))
          .hasMessageContaining("column [n] of [twice] has [10] more than once");
    }
  }

  @Test
  void waitsWhileTheDatabaseIsAway() throws Exception {
    execute("CREATE TABLE away AS SELECT n FROM generate_series(1, 3) n");
    try (SourceReader reader = Reading.open(of("away", "n"), 0)) {
      Reading.untilRecords(reader, 3);
      peer.goAway();
      for (int i = 0; i < 3; i++) {
        assertThat(reader.poll(new CollectingBatch())).isEqualTo(SourceReader.Progress.WAITING);
      }
      execute("INSERT INTO away VALUES (4)");
      peer.comeBack();
      assertThat(Reading.untilRecords(reader, 1).records()).containsExactly("{\"n\":4}");
    } finally {
      peer.comeBack();
    }
  }

  @Test
  void losesAndRepeatsNothingWhenConnectionsBreak() throws Exception {
    execute("CREATE TABLE broken AS SELECT n, repeat('x', 100) t FROM generate_series(1, 3000) n");
    try (SourceReader reader = Reading.open(of("broken", "n"), 0)) {
      peer.cutAfter(100_000);
      List<Object> records = Reading.untilRecords(reader, 3000).records();
      assertThat(records).hasSize(3000).doesNotHaveDuplicates();
    }
    assertThat(peer.cuts()).isPositive();
  }

  @Test
  void readsOnlyUpToWhatWasTheHighestAWhileAgo() {
    Settled settled = new Settled(10);
    assertThat(settled.upTo(5, 100)).isZero();
    assertThat(settled.upTo(7, 105)).isZero();
    assertThat(settled.upTo(7, 110)).isEqualTo(5);
    assertThat(settled.upTo(9, 114)).isEqualTo(5);
    assertThat(settled.upTo(9, 115)).isEqualTo(7);
    assertThat(settled.upTo(9, 1000)).isEqualTo(9);
    assertThat(new Settled(0).upTo(3, 1)).isEqualTo(3);
  }

  @Test
  void settingsMakeIt() {
    Map<String, Object> settings = Map.of("url", "jdbc:x", "from", "t", "column", "id; DROP");
    assertThatThrownBy(() -> new JdbcProvider().source(TestSettings.of(settings)))
        .hasMessageContaining("[id; DROP]");
    Map<String, Object> right = Map.of("url", "jdbc:x", "from", "s.t", "column", "id");
    assertThat(new JdbcProvider().source(TestSettings.of(right)).orElseThrow().describe())
        .isEqualTo("jdbc jdbc:x s.t");
  }
}
