package dev.potoroo.systemtests;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Lines {@code account amount} through two keyed steps, from accounts to branches, each of which
 * has many accounts. What comes out for one account depends on all that came in for it, in its
 * order, and on nothing else: so a record that is lost, repeated, late or meets an old state shows
 * in every later line of that account. States of the second step are mutable.
 */
public final class TwoSteps implements Pipeline {
  private static final int ACCOUNTS_PER_BRANCH = 10;
  private static final int WINDOW = 4;

  /** An account as the first step knows it, with its last amounts. */
  public record Account(long count, long sum, List<Integer> last) {
    Account seen(int amount) {
      List<Integer> window = new ArrayList<>(last);
      if (window.size() == WINDOW) {
        window.remove(0);
      }
      window.add(amount);
      return new Account(count + 1, sum + amount, List.copyOf(window));
    }
  }

  /** What the first step says of an account. */
  public record Seen(int account, long count, long sum, List<Integer> last) {}

  /** All accounts of a branch. */
  static final class Branch {
    private long sum;
    private TreeMap<Integer, Long> records = new TreeMap<>();
    private TreeMap<Integer, Long> sums = new TreeMap<>();

    String seen(Seen seen) {
      sum += seen.sum();
      long records = this.records.merge(seen.account(), 1L, Long::sum);
      long sums = this.sums.merge(seen.account(), seen.sum(), Long::sum);
      return seen.account()
          + " "
          + seen.count()
          + " "
          + seen.sum()
          + " "
          + seen.last()
          + " "
          + records
          + " "
          + sums;
    }
  }

  private static final Step<String, Account, Seen> FIRST =
      Step.named("first")
          .in(String.class)
          .state(Account.class, () -> new Account(0, 0, List.of()))
          .out(Seen.class)
          .on(
              String.class,
              (account, line, ctx) -> {
                int blank = line.indexOf(' ');
                Account next = account.seen(Integer.parseInt(line.substring(blank + 1)));
                int number = Integer.parseInt(line.substring(0, blank));
                return ctx.become(next)
                    .emit(new Seen(number, next.count(), next.sum(), next.last()));
              });

  private static final Step<Seen, Branch, String> SECOND =
      Step.named("second")
          .in(Seen.class)
          .mutableState(Branch.class, Branch::new)
          .out(String.class)
          .on(Seen.class, (branch, seen, ctx) -> ctx.keep().emit(branch.seen(seen)));

  @Override
  public void define(Flow flow) {
    flow.from(Source.named("lines", Codec.lines()))
        .keyBy(line -> "account-" + line.substring(0, line.indexOf(' ')))
        .step(FIRST)
        .keyBy(seen -> "branch-" + seen.account() / ACCOUNTS_PER_BRANCH)
        .step(SECOND)
        .to(Sink.named("out", Codec.lines()));
  }
}
