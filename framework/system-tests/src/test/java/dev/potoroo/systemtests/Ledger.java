package dev.potoroo.systemtests;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.util.List;

/**
 * Transfers between accounts, each of which becomes two records of the first step, and then two of
 * the second one, keyed anew. What comes out for an account depends on all that came in for it, in
 * its order: a record that is lost, repeated, late or meets an old state shows in every later line
 * of that account. What is in flight never crosses a commit, so whatever is committed, all balances
 * together are 0. {@link LedgerOracle} knows every line and every state.
 */
public final class Ledger implements Pipeline {
  static final String NAME = "ledger";
  static final String SOURCE = "transfers";
  static final String SINK = "seen";

  /** A moderate multiple of the nodes of a test, so that each has some. */
  static final int PARTITIONS = 8;

  static final int ACCOUNTS = 100_000;
  static final int ACCOUNTS_PER_GROUP = 100;
  static final int GROUPS = ACCOUNTS / ACCOUNTS_PER_GROUP;
  private static final int ACCOUNTS_PER_PARTITION = ACCOUNTS / PARTITIONS;

  /** Most transfers are among these, of each partition: a round changes some, not all. */
  private static final int BUSY = ACCOUNTS_PER_PARTITION / 16;

  /** An amount goes from an account to another one. */
  public record Transfer(int from, int to, int amount) {
    /** A function of the index. Both accounts belong to its partition, so their order is known. */
    static Transfer of(long index) {
      long random = mix(index);
      int partition = (int) (index % PARTITIONS);
      int among = (random & 7) == 0 ? ACCOUNTS_PER_PARTITION : BUSY;
      int from = (int) ((random >>> 3 & 0xffffff) % among);
      int to = (from + 1 + (int) ((random >>> 27 & 0xffffff) % (among - 1))) % among;
      int amount = 1 + (int) ((random >>> 51) % 1000);
      return new Transfer(from * PARTITIONS + partition, to * PARTITIONS + partition, amount);
    }
  }

  /** What a transfer does to one account. */
  public record Move(int account, int amount) {}

  /** An account with its last four amounts, the latest one last. */
  public record Account(long count, long sum, int a, int b, int c, int d) {
    static final Account NEW = new Account(0, 0, 0, 0, 0, 0);

    Account seen(int amount) {
      return new Account(count + 1, sum + amount, b, c, d, amount);
    }
  }

  /** An account that has changed. */
  public record Seen(int account, long count, long sum, int a, int b, int c, int d) {
    static Seen of(int number, Account account) {
      return new Seen(
          number, account.count, account.sum, account.a, account.b, account.c, account.d);
    }

    /** Differs for any two of them, in all likelihood. */
    long mark() {
      return mix(mix(mix(account) + count) + sum);
    }

    String line() {
      return account + " " + count + " " + sum + " " + a + " " + b + " " + c + " " + d;
    }
  }

  /** All accounts of a group: their changes, their balances, and the sum of the marks. */
  public record Group(long records, long sum, long marks) {
    static final Group NEW = new Group(0, 0, 0);

    Group seen(Seen seen) {
      return new Group(records + 1, sum + seen.d, marks + seen.mark());
    }
  }

  static final Step<Move, Account, Seen> ACCOUNT =
      Step.named("account")
          .in(Move.class)
          .state(Codec.json(Account.class), () -> Account.NEW)
          .out(Seen.class)
          .on(
              Move.class,
              (account, move, ctx) -> {
                Account next = account.seen(move.amount());
                return ctx.become(next).emit(Seen.of(move.account(), next));
              });

  static final Step<Seen, Group, String> GROUP =
      Step.named("group")
          .in(Seen.class)
          .state(Codec.json(Group.class), () -> Group.NEW)
          .out(String.class)
          .on(Seen.class, (group, seen, ctx) -> ctx.become(group.seen(seen)).emit(seen.line()));

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named(SOURCE, Codec.json(Transfer.class))
                .generatedBy((index, random) -> Transfer.of(index)))
        .flatMap(t -> List.of(new Move(t.from(), -t.amount()), new Move(t.to(), t.amount())))
        .keyBy(move -> Integer.toString(move.account()))
        .step(ACCOUNT)
        .keyBy(seen -> Integer.toString(groupOf(seen.account())))
        .step(GROUP)
        .to(Sink.named(SINK, Codec.lines()));
  }

  static int groupOf(int account) {
    return account / ACCOUNTS_PER_GROUP;
  }

  /** Spreads a number evenly over all others. */
  static long mix(long number) {
    long z = number + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
