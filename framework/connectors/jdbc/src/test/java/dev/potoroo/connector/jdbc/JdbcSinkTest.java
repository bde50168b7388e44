package dev.potoroo.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.TestSettings;
import dev.potoroo.testkit.connector.FaultyPeer;
import dev.potoroo.testkit.connector.RoundPublisherContract;
import dev.potoroo.testkit.connector.SinkContract;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rounds in transactions of a real database. */
class JdbcSinkTest extends RoundPublisherContract {
  private static EmbeddedPostgres postgres;
  private static FaultyPeer peer;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.start();
    peer = FaultyPeer.before("127.0.0.1", postgres.getPort());
  }

  @AfterAll
  static void stop() throws IOException {
    peer.close();
    postgres.close();
  }

  private static String url() {
    return "jdbc:postgresql://" + peer.host() + ":" + peer.port() + "/postgres";
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> texts(String select) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(select)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private static SinkConnector sink(String statement) {
    return new JdbcProvider()
        .sink(TestSettings.of(Map.of("url", url(), "statement", statement, "user", "postgres")))
        .orElseThrow();
  }

  private static RoundPublisher publisher(SinkConnector sink, String name, int slot) {
    return sink.publisher(new PublisherContext("pipeline", name, slot, "json")).orElseThrow();
  }

  @Override
  protected void make(String place) throws SQLException {
    execute("CREATE TABLE " + place + " (n bigserial, text text)");
  }

  @Override
  protected RoundPublisher publisher(String place, int slot) {
    return publisher(sink("INSERT INTO " + place + " (text) VALUES (:text)"), place, slot);
  }

  @Override
  protected List<String> content(String place) throws SQLException {
    return texts("SELECT text FROM " + place + " ORDER BY n");
  }

  @Override
  protected byte[] record(String text) {
    return json("{'text':'" + text + "'}");
  }

  @Override
  protected Optional<FaultyPeer> peer() {
    return Optional.of(peer);
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void fieldsOfAllTypesGetIntoColumnsAndAnUpsertReplaces() throws Exception {
    execute(
        "CREATE TABLE typed (id text PRIMARY KEY, n bigint, d double precision, b boolean,"
            + " at timestamptz, parts jsonb, none text, deep text)");
    SinkConnector sink =
        sink(
            "INSERT INTO typed VALUES (:id, :n, :d, :b, :at::timestamptz, :parts::jsonb, :none,"
                + " :a.b) ON CONFLICT (id) DO UPDATE SET n = excluded.n");
    String record =
        "{'id':'x','n':%d,'d':1.5,'b':true,'at':'2026-01-01T00:00:00Z','parts':[1,{'c':2}],"
            + "'none':null,'a':{'b':'deep'}}";
    try (SinkWriter writer =
        sink.open(new SinkContext("out", "json", true, "n", Optional.empty()))) {
      writer.write(json(record.formatted(1)));
      writer.write(json(record.formatted(9_000_000_000L)));
    }
    assertThat(
            texts(
                "SELECT concat_ws('|', id, n, d, b, at = '2026-01-01 00:00:00+00', parts, none,"
                    + " deep) FROM typed"))
        .containsExactly("x|9000000000|1.5|t|t|[1, {\"c\": 2}]|deep");
  }

  @Test
  void aRoundOfWhichOneRecordIsRefusedLeavesNothing() throws Exception {
    execute("CREATE TABLE strict (n bigint CHECK (n > 0))");
    SinkConnector sink = sink("INSERT INTO strict VALUES (:n)");
    try (RoundPublisher publisher = publisher(sink, "strict", 0)) {
      publisher.takeOver();
      List<SinkRecord> records =
          List.of(new SinkRecord(null, json("{'n':1}")), new SinkRecord(null, json("{'n':-1}")));
      assertThatThrownBy(() -> publisher.publish(marker(1), records))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("round [1]")
          .hasMessageContaining("strict_n_check")
          .hasMessageContaining("SQL state 23514");
      assertThat(publisher.takeOver()).isEmpty();
      assertThat(texts("SELECT n FROM strict")).isEmpty();
      List<SinkRecord> none = List.of(new SinkRecord(null, json("[1]")));
      assertThatThrownBy(() -> publisher.publish(marker(1), none))
          .hasMessageContaining("no JSON object");
    }
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    Map<String, Object> settings =
        Map.of("url", "jdbc:x", "statement", "INSERT INTO t VALUES (:a)", "table", "x; DROP");
    assertThatThrownBy(() -> new JdbcProvider().sink(TestSettings.of(settings)))
        .hasMessageContaining("[x; DROP]");
  }

  @Nested
  class WithoutRounds extends SinkContract {
    private static int tables;

    @Override
    protected SinkConnector emptySink() throws SQLException {
      make("plain" + ++tables);
      return sink("INSERT INTO plain" + tables + " (text) VALUES (:text)");
    }

    @Override
    protected List<String> content(int atLeast) throws SQLException {
      return JdbcSinkTest.this.content("plain" + tables);
    }

    @Override
    protected byte[] record(String text) {
      return JdbcSinkTest.this.record(text);
    }

    @Override
    protected Optional<FaultyPeer> peer() {
      return Optional.of(peer);
    }
  }
}
