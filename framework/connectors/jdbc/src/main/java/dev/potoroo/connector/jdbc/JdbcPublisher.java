package dev.potoroo.connector.jdbc;

import dev.potoroo.connector.FencedException;
import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.fault.FaultPoint;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Publishes rounds in transactions, each with its marker in a row of a table of ours. */
final class JdbcPublisher implements RoundPublisher {
  private final Database database;
  private final NamedStatement statement;
  private final Markers markers;
  private @Nullable Connection connection;
  private long epoch;

  JdbcPublisher(Database database, NamedStatement statement, Markers markers) {
    this.database = database;
    this.statement = statement;
    this.markers = markers;
  }

  @Override
  public Optional<RoundMarker> takeOver() throws Exception {
    close();
    try {
      Connection opened = database.connect();
      connection = opened;
      epoch = markers.takeOver(opened);
      Optional<RoundMarker> marker = markers.read(opened);
      opened.commit();
      return marker;
    } catch (SQLException e) {
      throw database.failure("row [" + markers.id() + "] of table [" + markers.table() + "]", e);
    }
  }

  @Override
  public void publish(RoundMarker marker, List<SinkRecord> records) throws Exception {
    Connection open = connection;
    if (open == null) {
      throw new IllegalStateException("publish before takeOver");
    }
    try {
      // First: whoever takes over waits for the row's lock, or has done so before.
      if (!markers.set(marker, epoch, open)) {
        open.rollback();
        throw new FencedException("row [" + markers.id() + "] has another epoch", null);
      }
      Rows.write(statement, records.stream().map(SinkRecord::value).toList(), open);
      FaultPoint.PUBLISH_MIDDLE.reached();
      open.commit();
    } catch (SQLException e) {
      throw database.failure("round [" + marker.round() + "]", e);
    }
  }

  @Override
  public void close() throws IOException {
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
