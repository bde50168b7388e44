package dev.potoroo;

/** The steps that a join consists of. */
interface JoinSteps<L, R> {
  <O> DataStream<O> join(String name, KeyedStream<JoinSide<L, R>> sides, Join.Pair<L, R, O> pair);
}
