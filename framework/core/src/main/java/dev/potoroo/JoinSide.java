package dev.potoroo;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record of one of two streams that are joined, where the other side is null; or, as a state, the
 * latest record of each.
 *
 * @param left the record of the left stream
 * @param right the record of the right stream
 */
record JoinSide<L, R>(@Nullable L left, @Nullable R right) {
  static <L, R> JoinSide<L, R> none() {
    return new JoinSide<>(null, null);
  }

  static <L, R> JoinSide<L, R> left(L record) {
    return new JoinSide<>(record, null);
  }

  static <L, R> JoinSide<L, R> right(R record) {
    return new JoinSide<>(null, record);
  }

  /** What is known when {@code later} has come. */
  JoinSide<L, R> and(JoinSide<L, R> later) {
    return new JoinSide<>(
        later.left == null ? left : later.left, later.right == null ? right : later.right);
  }

  Optional<L> ifLeft() {
    return Optional.ofNullable(left);
  }

  Optional<R> ifRight() {
    return Optional.ofNullable(right);
  }
}
