package dev.potoroo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The records of a window of two streams that are joined.
 *
 * @param left those of the left stream, in the order in which they came
 * @param right those of the right stream
 */
record JoinSides<L, R>(List<L> left, List<R> right) {
  static <L, R> JoinSides<L, R> none() {
    return new JoinSides<>(List.of(), List.of());
  }

  /**
   * These and one more.
   *
   * @throws IllegalStateException if there are more than {@code most} on a side
   */
  JoinSides<L, R> and(JoinSide<L, R> record, int most) {
    return and(
        new JoinSides<>(
            record.ifLeft().map(List::of).orElse(List.of()),
            record.ifRight().map(List::of).orElse(List.of())),
        most);
  }

  /** These and more, in the same way. */
  JoinSides<L, R> and(JoinSides<L, R> more, int most) {
    return new JoinSides<>(
        both("left", left, more.left, most), both("right", right, more.right, most));
  }

  private static <X> List<X> both(String side, List<X> one, List<X> other, int most) {
    if (other.isEmpty()) {
      return one;
    }
    if (one.size() + other.size() > most) {
      throw new IllegalStateException(
          "there are more than ["
              + most
              + "] records of the "
              + side
              + " stream in one window of this key. Say atMost(...), or take smaller windows.");
    }
    List<X> both = new ArrayList<>(one.size() + other.size());
    both.addAll(one);
    both.addAll(other);
    return both;
  }

  /** Each pair; a record that meets none comes alone. */
  void forEach(BiConsumer<Optional<L>, Optional<R>> pair) {
    List<Optional<L>> lefts = orNone(left);
    List<Optional<R>> rights = orNone(right);
    for (Optional<L> one : lefts) {
      for (Optional<R> other : rights) {
        pair.accept(one, other);
      }
    }
  }

  private static <X> List<Optional<X>> orNone(List<X> records) {
    return records.isEmpty()
        ? List.of(Optional.empty())
        : records.stream().map(Optional::of).toList();
  }
}
