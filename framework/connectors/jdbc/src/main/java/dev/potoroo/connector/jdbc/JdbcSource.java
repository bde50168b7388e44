package dev.potoroo.connector.jdbc;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Reads the rows of a table or view in the order of a column whose values grow, and those that are
 * inserted later; never ends. A record is a JSON object with a field for each column.
 *
 * <pre>{@code
 * Source.named("orders", Codec.json(Order.class))
 *     .from(JdbcSource.at("jdbc:postgresql://db/shop", Map.of("user", "potoroo"))
 *         .from("orders").by("id"))
 * }</pre>
 *
 * <p>The column must hold whole numbers above 0, each once: a key that the database counts up, say.
 * Reading goes on after the value that the last commit says; rows that are changed or deleted after
 * they were read are not read again. Rows of transactions that are long in coming may become
 * visible after others with higher values; {@link #settling} waits for them.
 *
 * <p>While the database is away, the source waits, and the log says so. Immutable.
 */
public final class JdbcSource implements SourceConnector {
  static final Duration POLL = Duration.ofSeconds(1);
  static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)?");

  private final Database database;
  private final String from;
  private final String column;
  private final Duration poll;
  private final Duration settle;

  JdbcSource(Database database, String from, String column, Duration poll, Duration settle) {
    this.database = database;
    this.from = name("from", from);
    this.column = name("column", column);
    this.poll = Objects.requireNonNull(poll, "poll");
    this.settle = Objects.requireNonNull(settle, "settle");
  }

  private static String name(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + " is [" + name + "]. It must be a name: for anything else make a view.");
    }
    return name;
  }

  /**
   * Of a database.
   *
   * @param url as its driver reads it
   * @param properties of the driver, {@code user} and {@code password} among them
   */
  public static Unfinished at(String url, Map<String, String> properties) {
    return new Unfinished(new Database(url, properties), "");
  }

  /** A source that does not know yet what to read. */
  public static final class Unfinished {
    private final Database database;
    private final String from;

    private Unfinished(Database database, String from) {
      this.database = database;
      this.from = from;
    }

    /** The table or view, perhaps with its schema. */
    public Unfinished from(String table) {
      return new Unfinished(database, table);
    }

    /**
     * The column whose values grow.
     *
     * @throws IllegalArgumentException if it, or the table, is no name
     */
    public JdbcSource by(String column) {
      return new JdbcSource(database, from, column, POLL, SETTLE);
    }
  }

  /** Looks for new rows that often (1 s). */
  public JdbcSource polling(Duration every) {
    return new JdbcSource(database, from, column, every, settle);
  }

  /**
   * Reads a row no earlier than so long after one with its value, or a higher one, was first seen
   * (5 s): as long as any transaction that inserts rows may last. 0 if they become visible in the
   * order of their values, as with one writer.
   */
  public JdbcSource settling(Duration time) {
    return new JdbcSource(database, from, column, poll, time);
  }

  @Override
  public String describe() {
    return "jdbc " + database.url() + " " + from;
  }

  @Override
  public Scope scope() {
    return Scope.CLUSTER;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public SourceReader open(SourceContext context) {
    return new JdbcReader(
        database, new GrowingRows(from, column), poll, new Settled(settle.toNanos()), context);
  }
}
