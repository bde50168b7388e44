package dev.potoroo;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Joins against what one would write down, without a runtime. With {@code -Dtest.cases=N}, N times
 * as many random streams.
 */
class JoinTest {
  private static final int CASES = Integer.getInteger("test.cases", 1);

  record Order(String id) {}

  record Price(int value) {}

  /** Which records give results. */
  enum Kind {
    INNER,
    LEFT,
    OUTER
  }

  private static String both(Optional<Order> order, Optional<Price> price) {
    return order.map(Order::id).orElse("-") + price.map(one -> "@" + one.value()).orElse("");
  }

  private static Join.Pair<Order, Price, String> pair(Kind kind) {
    return (order, price) ->
        switch (kind) {
          case INNER -> order.isEmpty() || price.isEmpty() ? null : both(order, price);
          case LEFT -> order.isEmpty() ? null : both(order, price);
          case OUTER -> both(order, price);
        };
  }

  private static final Typed<JoinSide<Order, Price>> SIDE =
      Typed.of(JoinSide.class, Typed.of(Order.class).type(), Typed.of(Price.class).type());

  private static final Typed<JoinSides<Order, Price>> SIDES =
      Typed.of(JoinSides.class, Typed.of(Order.class).type(), Typed.of(Price.class).type());

  private static List<JoinSide<Order, Price>> records(Random random) {
    List<JoinSide<Order, Price>> records = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      records.add(
          random.nextBoolean() ? JoinSide.left(new Order("o" + i)) : JoinSide.right(new Price(i)));
    }
    return records;
  }

  @Property(tries = 200)
  void theLatestOfEachSideMeet(@ForAll Kind kind, @ForAll boolean lookup, @ForAll long seed)
      throws Exception {
    for (int i = 0; i < CASES; i++) {
      compareLatest(kind, lookup, records(new Random(seed + i)));
    }
  }

  private static void compareLatest(Kind kind, boolean lookup, List<JoinSide<Order, Price>> in)
      throws Exception {
    var step = new LatestJoin<>(SIDE, lookup).<String>step("s", pair(kind));
    JoinSide<Order, Price> state = step.initialState();
    List<Object> results = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    Optional<Order> order = Optional.empty();
    Optional<Price> price = Optional.empty();
    for (JoinSide<Order, Price> record : in) {
      Next<JoinSide<Order, Price>, Object> next = step.test("k", state, record);
      results.addAll(next.emitted());
      state =
          switch (next.change()) {
            case BECOME -> step.stateCodec().decode(step.stateCodec().encode(next.state()));
            case KEEP -> state;
            case CLEAR -> step.initialState();
          };
      if (record.left() != null) {
        order = record.ifLeft();
      } else {
        price = record.ifRight();
      }
      if (lookup && record.left() == null) {
        continue;
      }
      if (order.isPresent() && (price.isPresent() || kind != Kind.INNER) || kind == Kind.OUTER) {
        expected.add(both(order, price));
      }
      order = lookup ? Optional.empty() : order;
    }
    assertThat(results).isEqualTo(expected);
  }

  @Property(tries = 200)
  void allOfAWindowMeet(@ForAll Kind kind, @ForAll long seed) throws Exception {
    for (int i = 0; i < CASES; i++) {
      compareWindow(kind, new Random(seed + i));
    }
  }

  /** However the records are divided into panes that are merged. */
  private static void compareWindow(Kind kind, Random random) throws Exception {
    Fn<JoinSide<Order, Price>, Instant> time = record -> Instant.EPOCH;
    Window window = Window.tumbling(ofMinutes(1));
    var aggregate = new WindowJoin<>(SIDE, SIDES, window, time, 100).<String>aggregate(pair(kind));
    List<JoinSide<Order, Price>> in = records(random);
    JoinSides<Order, Price> whole = aggregate.zero();
    JoinSides<Order, Price> pane = aggregate.zero();
    for (JoinSide<Order, Price> record : in) {
      pane = SIDES.json().decode(SIDES.json().encode(aggregate.add(pane, record)));
      if (random.nextBoolean()) {
        whole = aggregate.merge(whole, pane);
        pane = aggregate.zero();
      }
    }
    List<String> expected = new ArrayList<>();
    for (JoinSide<Order, Price> left : in) {
      for (JoinSide<Order, Price> right : in) {
        if (left.left() != null && right.right() != null) {
          expected.add(both(left.ifLeft(), right.ifRight()));
        }
      }
    }
    if (expected.isEmpty()) {
      in.stream()
          .filter(one -> kind == Kind.OUTER || kind == Kind.LEFT && one.left() != null)
          .forEach(one -> expected.add(both(one.ifLeft(), one.ifRight())));
    }
    if (kind == Kind.OUTER && in.isEmpty()) {
      // The runtime asks no window without records.
      return;
    }
    assertThat(aggregate.result(aggregate.merge(whole, pane))).isEqualTo(expected);
  }

  @Test
  void aLookupKeepsNothingOfAKeyWithoutPrices() throws Exception {
    var step = new LatestJoin<>(SIDE, true).<String>step("s", pair(Kind.LEFT));
    assertThat(step.test("k", step.initialState(), JoinSide.left(new Order("o1"))))
        .isEqualTo(Next.clear().emit("o1"));
  }

  @Test
  void aWindowIsBounded() {
    Window window = Window.tumbling(ofMinutes(1));
    var aggregate =
        new WindowJoin<>(SIDE, SIDES, window, record -> Instant.EPOCH, 1)
            .<String>aggregate(pair(Kind.LEFT));
    var one = aggregate.add(aggregate.zero(), JoinSide.left(new Order("o1")));
    assertThatThrownBy(() -> aggregate.add(one, JoinSide.left(new Order("o2"))))
        .hasMessage(
            "there are more than [1] records of the left stream in one window of this key. Say"
                + " atMost(...), or take smaller windows.");
  }

  @Test
  void saysWhatCannotBeJoined() {
    var of = Join.of(Order.class, Price.class);
    assertThatThrownBy(() -> of.within(Window.count(3), o -> Instant.EPOCH, p -> Instant.EPOCH))
        .hasMessageContaining("within: [window of 3 records every 3] counts records");
    assertThatThrownBy(() -> of.lookup().outer((order, price) -> "x"))
        .hasMessageContaining("Use left(...), or latest()");
    assertThatThrownBy(
            () ->
                of.within(Window.session(ofMinutes(1)), o -> Instant.EPOCH, p -> Instant.EPOCH)
                    .atMost(0))
        .hasMessageContaining("atMost must be 1 to 100000 records, but is [0]");
  }
}
