package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.CommitCodec;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredRecord;
import dev.potoroo.systemtests.Ledger.Account;
import dev.potoroo.systemtests.Ledger.Group;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is committed at one moment, read from the tables in one snapshot while nodes write. */
final class LedgerStates {
  private static final String STATES =
      """
      SELECT DISTINCT ON (s.head) encode(s.head, 'escape'), s.data
      FROM %1$s.state s JOIN %1$s.pipeline p ON p.id = s.pipeline
      WHERE p.name = ? AND s.step = ? AND s.round <= COALESCE(
        (SELECT g.base FROM %1$s.generation g
         WHERE g.pipeline = s.pipeline AND g.generation = s.generation + 1), p.round)
      ORDER BY s.head, s.round DESC""";

  final RoundCommit commit;
  private final Map<Integer, byte[]> groups;
  private final Map<Integer, byte[]> accounts;

  private LedgerStates(
      RoundCommit commit, Map<Integer, byte[]> groups, Map<Integer, byte[]> accounts) {
    this.commit = commit;
    this.groups = groups;
    this.accounts = accounts;
  }

  /** Reads the groups, and the accounts if wanted; empty if nothing is committed yet. */
  static Optional<LedgerStates> read(Connection connection, String schema, boolean accountsToo)
      throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try {
      Optional<RoundCommit> commit = commit(connection, schema);
      if (commit.isEmpty()) {
        return Optional.empty();
      }
      Map<Integer, byte[]> accounts =
          accountsToo ? states(connection, schema, Ledger.ACCOUNT.name()) : Map.of();
      Map<Integer, byte[]> groups = states(connection, schema, Ledger.GROUP.name());
      return Optional.of(new LedgerStates(commit.get(), groups, accounts));
    } catch (StoreException e) {
      throw new AssertionError("what is committed cannot be read", e);
    } finally {
      connection.rollback();
    }
  }

  private static Optional<RoundCommit> commit(Connection connection, String schema)
      throws SQLException, StoreException {
    String sql = "SELECT commit_record FROM " + schema + ".pipeline WHERE name = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, Ledger.NAME);
      try (ResultSet rows = statement.executeQuery()) {
        String record = rows.next() ? rows.getString(1) : null;
        return record == null
            ? Optional.empty()
            : Optional.of(CommitCodec.decode(record.getBytes(StandardCharsets.UTF_8), schema));
      }
    }
  }

  private static Map<Integer, byte[]> states(Connection connection, String schema, String step)
      throws SQLException, StoreException {
    Map<Integer, byte[]> states = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(STATES.formatted(schema))) {
      statement.setString(1, Ledger.NAME);
      statement.setString(2, step);
      statement.setFetchSize(5_000);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String key = rows.getString(1);
          states.put(
              Integer.valueOf(key), StoredRecord.decode(step, key, rows.getBytes(2)).state());
        }
      }
    }
    return states;
  }

  /** Where each partition goes on. */
  long[] positions() {
    long[] positions = new long[Ledger.PARTITIONS];
    commit
        .positions()
        .getOrDefault(Ledger.SOURCE, Map.of())
        .forEach((partition, position) -> positions[Integer.parseInt(partition)] = position);
    return positions;
  }

  /** Fails unless all is as the oracle has it, which has come to the same positions. */
  void assertSameAs(LedgerOracle oracle) throws Exception {
    long balance = 0;
    for (int number = 0; number < Ledger.GROUPS; number++) {
      byte[] stored = groups.get(number);
      Group group = stored == null ? Group.NEW : Ledger.GROUP.stateCodec().decode(stored);
      assertThat(group).as("group [%s] in %s", number, this).isEqualTo(oracle.group(number));
      balance += group.sum();
    }
    assertThat(balance).as("all balances together in %s", this).isZero();
    if (!accounts.isEmpty()) {
      assertAccountsSameAs(oracle);
    }
  }

  private void assertAccountsSameAs(LedgerOracle oracle) throws Exception {
    long balance = 0;
    for (int number = 0; number < Ledger.ACCOUNTS; number++) {
      byte[] stored = accounts.get(number);
      Account account = stored == null ? Account.NEW : Ledger.ACCOUNT.stateCodec().decode(stored);
      assertThat(account).as("account [%s] in %s", number, this).isEqualTo(oracle.account(number));
      balance += account.sum();
    }
    assertThat(balance).as("all balances together in %s", this).isZero();
  }

  @Override
  public String toString() {
    return "round [" + commit.round() + "] of generation [" + commit.generation() + "]";
  }
}
