package dev.potoroo.systemtests;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;

/**
 * Numbered records through two keyed steps in a row, each of which checks that it sees the numbers
 * of a key in order. Several keys of the first step share one of the second.
 */
public final class Ordered implements Pipeline {
  static final int KEYS = 10_000;
  static final int KEYS_PER_GROUP = 10;

  /** A key's next number. */
  public record Numbered(int key, long number) {}

  /** A number that is not the one expected. */
  public record Violation(String step, int key, long expected, long got) {}

  /** What the first step emits. */
  public sealed interface Checked {
    /** In order. */
    record Good(int key, long number) implements Checked {}

    /** Out of order. */
    record Bad(Violation violation) implements Checked {}
  }

  /** The next number of each key of a group. */
  static final class Group {
    private long[] next = new long[KEYS_PER_GROUP];
  }

  private static final Step<Numbered, Long, Checked> FIRST =
      Step.named("first")
          .in(Numbered.class)
          .state(Long.class, () -> 0L)
          .out(Checked.class)
          .on(
              Numbered.class,
              (next, record, ctx) ->
                  record.number() == next
                      ? ctx.become(next + 1).emit(new Checked.Good(record.key(), next))
                      : ctx.become(record.number() + 1)
                          .emit(
                              new Checked.Bad(
                                  violation("first", next, record.key(), record.number()))));

  private static final Step<Checked.Good, Group, Violation> SECOND =
      Step.named("second")
          .in(Checked.Good.class)
          .mutableState(Group.class, Group::new)
          .out(Violation.class)
          .on(
              Checked.Good.class,
              (group, record, ctx) -> {
                int i = record.key() % KEYS_PER_GROUP;
                long expected = group.next[i];
                group.next[i] = record.number() + 1;
                return record.number() == expected
                    ? ctx.keep()
                    : ctx.keep().emit(violation("second", expected, record.key(), record.number()));
              });

  @Override
  public void define(Flow flow) {
    Sink<Violation> violations = Sink.named("violations", Codec.json(Violation.class));
    var checked =
        flow.from(
                Source.named("numbers", Codec.json(Numbered.class))
                    .generatedBy(
                        (index, random) -> new Numbered((int) (index % KEYS), index / KEYS)))
            .keyBy(record -> "key-" + record.key())
            .step(FIRST);
    checked.only(Checked.Bad.class).map(Checked.Bad::violation).to(violations);
    checked
        .only(Checked.Good.class)
        .keyBy(record -> "group " + record.key() / KEYS_PER_GROUP)
        .step(SECOND)
        .to(violations);
  }

  private static Violation violation(String step, long expected, int key, long got) {
    return new Violation(step, key, expected, got);
  }
}
