package dev.potoroo.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.potoroo.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;

/** A pool of connections; each call gets one, with auto-commit: a statement is a transaction. */
final class Database implements AutoCloseable {
  private final HikariDataSource pool;
  private final Failures failures;

  /** Work on a connection. */
  interface Work<T> {
    T on(Connection connection) throws SQLException, StoreException;
  }

  Database(String pipeline, PostgresSettings settings, Failures failures) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("potoroo-store-" + pipeline);
    config.setJdbcUrl(settings.url());
    config.setDataSourceProperties(settings.driver(pipeline));
    config.setConnectionInitSql(settings.session());
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setValidationTimeout(settings.connectTimeout().toMillis());
    // A database that is away now is an answer to the first call, not to this constructor.
    config.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(config);
    this.failures = failures;
  }

  Failures failures() {
    return failures;
  }

  /**
   * Does it once.
   *
   * @param what what it is, for messages: "write 10 objects"
   */
  <T> T call(String what, Work<T> work) throws StoreException {
    try (Connection connection = pool.getConnection()) {
      return work.on(connection);
    } catch (SQLException e) {
      if (Failures.lost(e)) {
        forgetConnections();
      }
      throw failures.of(what, e);
    }
  }

  /** The others led to the same server: the next call is to find out where it is now. */
  private void forgetConnections() {
    HikariPoolMXBean bean = pool.getHikariPoolMXBean();
    if (bean != null) {
      bean.softEvictConnections();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
