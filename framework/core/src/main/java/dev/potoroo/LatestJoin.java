package dev.potoroo;

/**
 * Joins each record with the latest of the other side: the state is the latest of each.
 *
 * @param side the records' type
 * @param lookup whether only left records give results, which are not kept then
 */
record LatestJoin<L, R>(Typed<JoinSide<L, R>> side, boolean lookup) implements JoinSteps<L, R> {
  @Override
  public <O> DataStream<O> join(
      String name, KeyedStream<JoinSide<L, R>> sides, Join.Pair<L, R, O> pair) {
    return sides.step(step(name, pair)).map(one -> Unchecked.<O>cast(one));
  }

  <O> Step<JoinSide<L, R>, JoinSide<L, R>, Object> step(String name, Join.Pair<L, R, O> pair) {
    return Step.named(name)
        .in(side)
        .state(side, JoinSide::<L, R>none)
        .out(Object.class)
        .on(
            side.raw(),
            (latest, record, ctx) -> {
              JoinSide<L, R> known = latest.and(record);
              if (lookup && record.left() == null) {
                return ctx.become(known);
              }
              O result = pair.of(known.ifLeft(), known.ifRight());
              Next<JoinSide<L, R>, Object> next =
                  !lookup
                      ? ctx.become(known)
                      // A key without right records is not worth an object.
                      : latest.right() == null ? ctx.clear() : ctx.keep();
              return result == null ? next : next.emit(result);
            });
  }
}
