package dev.potoroo.connector.jdbc;

import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.util.Map;
import java.util.Optional;

/**
 * Executes a statement for each record, an insert or upsert, say, whose parameters are fields of
 * the record, which must be a JSON object.
 *
 * <pre>{@code
 * Sink.named("new-highs", Codec.json(NewHigh.class))
 *     .into(JdbcSink.at("jdbc:postgresql://db/prices", Map.of("user", "potoroo"))
 *         .statement("INSERT INTO new_highs (symbol, price) VALUES (:symbol, :price)"))
 * }</pre>
 *
 * <p><b>Exactly once</b>, if the pipeline has a store: the records of a round are written in one
 * transaction when the round is committed, together with a note of the round in the table {@code
 * potoroo_rounds}, which is made if it does not exist. Without a store, records are written at
 * once, and those of the last moments before a crash may come again.
 *
 * <p>While the database is away, the sink waits, the log says so, and in the end sources wait too;
 * without a store the pipeline stops. Immutable.
 */
public final class JdbcSink implements SinkConnector {
  static final String TABLE = "potoroo_rounds";

  private final Database database;
  private final NamedStatement statement;
  private final String table;

  JdbcSink(Database database, NamedStatement statement, String table) {
    this.database = database;
    this.statement = statement;
    this.table = table;
  }

  /**
   * Of a database.
   *
   * @param url as its driver reads it
   * @param properties of the driver, {@code user} and {@code password} among them
   */
  public static Unfinished at(String url, Map<String, String> properties) {
    return new Unfinished(new Database(url, properties));
  }

  /** A sink that does not know yet what to do. */
  public static final class Unfinished {
    private final Database database;

    private Unfinished(Database database) {
      this.database = database;
    }

    /**
     * Executes this for each record. {@code :name} is the record's field of that name, {@code :a.b}
     * field {@code b} of its field {@code a}; numbers, truth values and texts are given to the
     * database as such, objects and arrays as text in JSON, what is missing as null.
     *
     * @throws IllegalArgumentException if it has no such parameter
     */
    public JdbcSink statement(String sql) {
      return new JdbcSink(database, NamedStatement.parse(sql), TABLE);
    }
  }

  @Override
  public String describe() {
    return "jdbc " + database.url();
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.EXACTLY_ONCE;
  }

  @Override
  public SinkWriter open(SinkContext context) throws Exception {
    return new JdbcWriter(database, statement);
  }

  @Override
  public Optional<RoundPublisher> publisher(PublisherContext context) {
    String id = context.pipeline() + "." + context.sink() + "." + context.slot();
    return Optional.of(new JdbcPublisher(database, statement, new Markers(table, id)));
  }
}
