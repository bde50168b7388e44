package dev.potoroo.connector.jdbc;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.UnavailableException;
import dev.potoroo.connector.jdbc.GrowingRows.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for new rows over and over; waits while the database is away. */
final class JdbcReader implements SourceReader {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcReader.class);
  private static final long WAIT_NANOS = 20_000_000;

  private final Database database;
  private final GrowingRows rows;
  private final long pollNanos;
  private final Settled settled;
  private final SourceContext context;
  private final ArrayDeque<Row> ready = new ArrayDeque<>();
  private @Nullable Connection connection;

  /** The value of the last row that was asked for. */
  private long position;

  private long askedAt;
  private boolean away;

  JdbcReader(
      Database database, GrowingRows rows, Duration poll, Settled settled, SourceContext context) {
    this.database = database;
    this.rows = rows;
    this.pollNanos = poll.toNanos();
    this.settled = settled;
    this.context = context;
    this.position = context.startPosition();
    this.askedAt = System.nanoTime() - pollNanos;
  }

  @Override
  public Progress poll(RecordBatch batch) throws Exception {
    if (ready.isEmpty() && !ask()) {
      LockSupport.parkNanos(this, WAIT_NANOS);
      return Progress.WAITING;
    }
    while (!batch.full() && !ready.isEmpty()) {
      give(ready.remove(), batch);
    }
    return Progress.MORE;
  }

  private void give(Row row, RecordBatch batch) {
    byte[] record = row.record();
    if (record.length > context.maxRecordSize()) {
      batch.reject(
          Arrays.copyOf(record, Math.min(record.length, context.maxRawSize())),
          record.length,
          row.value(),
          "too-large",
          "row [" + row.value() + "] is larger than [" + context.maxRecordSize() + "] bytes");
    } else {
      batch.add(record, row.value());
    }
  }

  /** Asks for more rows, if it is time for it; whether there are any. */
  private boolean ask() throws Exception {
    if (System.nanoTime() - askedAt < pollNanos) {
      return false;
    }
    try {
      ready.addAll(read());
    } catch (SQLException e) {
      waitOrThrow(e);
    }
    if (ready.isEmpty()) {
      askedAt = System.nanoTime();
      return false;
    }
    position = ready.getLast().value();
    return true;
  }

  private List<Row> read() throws Exception {
    Connection open = connection;
    if (open == null) {
      open = database.connect();
      connection = open;
    }
    long upTo = settled.upTo(rows.highest(open), System.nanoTime());
    List<Row> read = upTo > position ? rows.read(open, position, upTo) : List.of();
    // Ends the transaction: it would hold back what the database cleans up.
    open.rollback();
    if (away) {
      away = false;
      LOG.info("source [{}]: the database answers again", context.source());
    }
    return read;
  }

  private void waitOrThrow(SQLException e) throws Exception {
    close();
    Exception failure = database.failure("rows of [" + rows.from() + "]", e);
    if (!(failure instanceof UnavailableException)) {
      throw failure;
    }
    if (!away) {
      away = true;
      LOG.warn("source [{}] waits: {}", context.source(), failure.getMessage());
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is broken, then: nothing is left to be released.
      }
      connection = null;
    }
  }
}
