package dev.potoroo.systemtests;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Compares what is committed with the oracle, again and again while nodes come and go. */
final class LedgerCheck implements AutoCloseable {
  private static final long EVERY_MILLIS = 500;

  private final Postgres postgres;
  private final String schema;
  private final LedgerOracle oracle = new LedgerOracle();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private volatile Throwable failure;
  private volatile int checked;
  private volatile long round;

  private LedgerCheck(Postgres postgres, String schema) {
    this.postgres = postgres;
    this.schema = schema;
  }

  static LedgerCheck start(Postgres postgres, String schema) {
    LedgerCheck check = new LedgerCheck(postgres, schema);
    check.thread.scheduleWithFixedDelay(
        check::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return check;
  }

  private void look() {
    if (failure != null) {
      return;
    }
    try {
      compare(false);
    } catch (SQLException e) {
      // The database is away.
    } catch (Exception | AssertionError e) {
      failure = e;
    }
  }

  private void compare(boolean accountsToo) throws Exception {
    try (Connection connection = postgres.connect()) {
      LedgerStates states = LedgerStates.read(connection, schema, accountsToo).orElse(null);
      if (states != null && (accountsToo || states.commit.round() > round)) {
        states.assertSameAs(oracle.advanceTo(states.positions()));
        round = states.commit.round();
        checked++;
      }
    }
  }

  /** How many commits were compared. */
  int checked() {
    return checked;
  }

  /** Fails if one was not right. */
  void assertGood() {
    if (failure != null) {
      throw new AssertionError("a commit is not what the transfers before it make", failure);
    }
  }

  /** Compares all that is committed, when no node runs; the oracle, which has come as far. */
  LedgerOracle end() {
    close();
    assertGood();
    try {
      compare(true);
    } catch (Exception e) {
      throw new AssertionError("the last commit cannot be compared", e);
    }
    return oracle;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a comparison does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
