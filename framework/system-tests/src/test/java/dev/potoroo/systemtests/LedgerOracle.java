package dev.potoroo.systemtests;

import dev.potoroo.systemtests.Ledger.Account;
import dev.potoroo.systemtests.Ledger.Group;
import dev.potoroo.systemtests.Ledger.Seen;
import dev.potoroo.systemtests.Ledger.Transfer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one thread makes of the first transfers of each partition: it knows nothing of nodes, rounds
 * and files.
 */
final class LedgerOracle {
  private final long[] positions = new long[Ledger.PARTITIONS];
  private final Account[] accounts = new Account[Ledger.ACCOUNTS];
  private final Group[] groups = new Group[Ledger.GROUPS];
  private final long[] digests = new long[Ledger.ACCOUNTS];

  LedgerOracle() {
    Arrays.fill(accounts, Account.NEW);
    Arrays.fill(groups, Group.NEW);
  }

  /** Goes on to where reading goes on after these; none may be before where it is. */
  LedgerOracle advanceTo(long[] to) {
    for (int partition = 0; partition < positions.length; partition++) {
      if (to[partition] < positions[partition]) {
        throw new AssertionError(
            "positions [" + Arrays.toString(to) + "] after " + Arrays.toString(positions));
      }
      for (long at = positions[partition]; at < to[partition]; at++) {
        Transfer transfer = Transfer.of(at * Ledger.PARTITIONS + partition);
        move(transfer.from(), -transfer.amount());
        move(transfer.to(), transfer.amount());
      }
      positions[partition] = to[partition];
    }
    return this;
  }

  private void move(int number, int amount) {
    accounts[number] = accounts[number].seen(amount);
    Seen seen = Seen.of(number, accounts[number]);
    groups[Ledger.groupOf(number)] = groups[Ledger.groupOf(number)].seen(seen);
    digests[number] += LedgerOutput.digest(seen.line());
  }

  Account account(int number) {
    return accounts[number];
  }

  Group group(int number) {
    return groups[number];
  }

  /** The sum of the digests of all lines of an account. */
  long digest(int number) {
    return digests[number];
  }

  long transfers() {
    return Arrays.stream(positions).sum();
  }

  /** All lines of an account, in their order. */
  List<String> lines(int number) {
    List<String> lines = new ArrayList<>();
    Account account = Account.NEW;
    int partition = number % Ledger.PARTITIONS;
    for (long at = 0; at < positions[partition]; at++) {
      Transfer transfer = Transfer.of(at * Ledger.PARTITIONS + partition);
      if (transfer.from() == number || transfer.to() == number) {
        account = account.seen(transfer.from() == number ? -transfer.amount() : transfer.amount());
        lines.add(Seen.of(number, account).line());
      }
    }
    return lines;
  }
}
