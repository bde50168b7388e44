package dev.potoroo;

import java.time.Instant;
import java.util.List;

/**
 * Joins the records of each window: the accumulator has all of them.
 *
 * @param most how many of each side may be in a window
 */
record WindowJoin<L, R>(
    Typed<JoinSide<L, R>> side,
    Typed<JoinSides<L, R>> sides,
    Window window,
    Fn<JoinSide<L, R>, Instant> time,
    int most)
    implements JoinSteps<L, R> {

  WindowJoin<L, R> atMost(int records) {
    return new WindowJoin<>(side, sides, window, time, records);
  }

  @Override
  public <O> DataStream<O> join(
      String name, KeyedStream<JoinSide<L, R>> records, Join.Pair<L, R, O> pair) {
    return records.window(name, window, time, aggregate(pair)).flatMap(Windowed::value);
  }

  <O> Aggregate<JoinSide<L, R>, JoinSides<L, R>, List<O>> aggregate(Join.Pair<L, R, O> pair) {
    return Aggregate.of(side)
        .into(sides, JoinSides::<L, R>none)
        .add((all, record) -> all.and(record, most))
        .merge((earlier, later) -> earlier.and(later, most))
        .result(all -> Join.results(all, pair));
  }
}
