package dev.potoroo.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.fault.FaultPoint;
import dev.potoroo.store.CommitCodec;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.TakeOver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The row of a pipeline: its generation, and its last commit. */
final class PipelineRow {
  /** The version of what the rows of a pipeline hold. */
  private static final int FORMAT = 1;

  private final Database database;
  private final Sql sql;
  private final int id;

  private final AtomicLong knownRound = new AtomicLong();

  private PipelineRow(Database database, Sql sql, int id) {
    this.database = database;
    this.sql = sql;
    this.id = id;
  }

  private record Position(long generation, long round) {
    @Override
    public String toString() {
      return "round [" + round + "] of generation [" + generation + "]";
    }
  }

  /** The row of this pipeline, made if there is none. */
  static PipelineRow open(Database database, Sql sql, String name) throws StoreException {
    return database.call(
        "open",
        connection -> {
          try (PreparedStatement add = connection.prepareStatement(sql.addPipeline)) {
            add.setString(1, name);
            add.setInt(2, FORMAT);
            add.executeUpdate();
          }
          return find(database, sql, name, connection);
        });
  }

  private static PipelineRow find(Database database, Sql sql, String name, Connection connection)
      throws SQLException, StoreException {
    try (PreparedStatement find = connection.prepareStatement(sql.pipeline)) {
      find.setString(1, name);
      try (ResultSet row = find.executeQuery()) {
        row.next();
        int format = row.getInt(2);
        if (format > FORMAT) {
          throw database
              .failures()
              .refused(
                  "has state of format ["
                      + format
                      + "], which a newer Potoroo wrote; this one knows formats up to ["
                      + FORMAT
                      + "]. Run the newer one",
                  null);
        }
        return new PipelineRow(database, sql, row.getInt(1));
      }
    }
  }

  int id() {
    return id;
  }

  TakeOver takeOver() throws StoreException {
    long known = known();
    return database.call(
        "begin a new generation",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql.takeOver)) {
            statement.setInt(1, id);
            try (ResultSet row = statement.executeQuery()) {
              if (!row.next()) {
                throw gone();
              }
              saw(row.getLong(2), known);
              return new TakeOver(row.getLong(1), last(row.getLong(2), row.getString(3)));
            }
          }
        });
  }

  private Optional<RoundCommit> last(long round, String record) throws StoreException {
    if (round == 0) {
      return Optional.empty();
    }
    RoundCommit last = CommitCodec.decode(record.getBytes(UTF_8), database.failures().place());
    if (last.round() != round) {
      throw database.failures().damaged("the record of round [" + round + "]");
    }
    return Optional.of(last);
  }

  void enter(long generation) throws StoreException {
    long known = known();
    Position now = database.call("enter generation " + generation, this::position);
    saw(now.round(), known);
    if (now.generation() != generation) {
      throw notIn(generation, now, now.round());
    }
  }

  void commit(RoundCommit commit) throws StoreException {
    String what = "commit round " + commit.round();
    FaultPoint.COMMIT_BEFORE.reached();
    boolean done = database.call(what, connection -> update(connection, commit));
    if (!done) {
      Position now = database.call(what, this::position);
      if (!now.equals(new Position(commit.generation(), commit.round()))) {
        throw notIn(commit.generation(), now, commit.round());
      }
    }
    saw(commit.round(), 0);
    FaultPoint.COMMIT_AFTER.reached();
  }

  private boolean update(Connection connection, RoundCommit commit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql.commit)) {
      statement.setLong(1, commit.round());
      statement.setString(2, new String(CommitCodec.encode(commit), UTF_8));
      statement.setInt(3, id);
      statement.setLong(4, commit.generation());
      statement.setLong(5, commit.round() - 1);
      return statement.executeUpdate() == 1;
    }
  }

  /** Says why nothing was written for a round. */
  StoreException refusal(Connection connection, long generation, long round)
      throws SQLException, StoreException {
    return notIn(generation, position(connection), round);
  }

  private Position position(Connection connection) throws SQLException, StoreException {
    try (PreparedStatement statement = connection.prepareStatement(sql.position)) {
      statement.setInt(1, id);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw gone();
        }
        return new Position(row.getLong(1), row.getLong(2));
      }
    }
  }

  /** Why a generation cannot have its way with a round. */
  private StoreException notIn(long generation, Position now, long round) {
    Failures failures = database.failures();
    if (now.generation() > generation) {
      return failures.fenced(generation, now.generation());
    }
    if (now.generation() < generation || now.round() < known()) {
      return failures.wentBack(now.toString(), new Position(generation, known()).toString());
    }
    return failures.refused(
        "has committed " + now + ": round [" + round + "] is not the next", null);
  }

  /** The last round that is known to be committed. To be asked before a read, for {@link #saw}. */
  long known() {
    return knownRound.get();
  }

  /** Notes that a read found this round committed, which can be no earlier one. */
  void saw(long round, long known) throws StoreException {
    knownRound.accumulateAndGet(round, Math::max);
    if (round < known) {
      throw database.failures().wentBack("round [" + round + "]", "round [" + known + "]");
    }
  }

  StoreException gone() {
    return database
        .failures()
        .refused("has no row of this pipeline any more. Stop all nodes and start them again", null);
  }
}
