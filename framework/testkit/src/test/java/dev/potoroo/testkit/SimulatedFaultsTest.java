package dev.potoroo.testkit;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.Shop.Order;
import dev.potoroo.testkit.Shop.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each fault does to three nodes; nothing of it may change what comes out. */
class SimulatedFaultsTest {
  private static final int CUSTOMERS = 30;

  private final List<String> trace = new ArrayList<>();
  private PipelineTest test;
  private int rounds;

  @BeforeEach
  void start() {
    test = PipelineTest.of(new Shop()).nodes(3).in(World.of(new Random(1), trace::add));
    test.set("potoroo.rounds.interval", "200ms").set("potoroo.rounds.lost-after", "1s");
    order();
    test.endRound();
    trace.clear();
  }

  @AfterEach
  void close() {
    test.close();
  }

  /** One order of each customer. */
  private void order() {
    Order[] orders =
        IntStream.range(0, CUSTOMERS)
            .mapToObj(i -> new Order("c" + i, "a" + i, 1))
            .toArray(Order[]::new);
    rounds++;
    test.put("orders", (Object[]) orders);
  }

  private void allIsRight() {
    test.endInput();
    for (int i = 0; i < CUSTOMERS; i++) {
      String customer = "c" + i;
      assertThat(test.state("customers", customer, Total.class))
          .as(customer)
          .contains(new Total(customer, rounds, rounds));
    }
    assertThat(test.committed("sales", Shop.Sale.class)).hasSize(rounds * CUSTOMERS);
    assertThat(test.sinkBytes("sales")).hasSize(rounds * CUSTOMERS);
  }

  private List<String> told() {
    return trace.stream().map(String::strip).toList();
  }

  @Test
  void whoStandsStillTooLongIsReplacedAndItsWorkIsRefused() {
    order();
    test.faults().pause("node-2", ofSeconds(3));
    assertThat(test.faults().isOneAway()).isTrue();
    test.advance(ofSeconds(5));
    assertThat(told())
        .containsSubsequence(
            "the others go on without node-2",
            "node-2 is back",
            "node-2 has found out that it was replaced, and ends",
            "node-4 is started in its place");
    assertThat(test.nodes()).containsExactly("node-1", "node-3", "node-4");
    allIsRight();
  }

  @Test
  void whoStandsStillForAMomentHoldsUpTheOthersAndGoesOn() {
    test.faults().pause("node-2", ofMillis(700));
    long before = test.committedRound();
    order();
    test.advance(ofMillis(600));
    assertThat(test.committedRound()).isEqualTo(before);
    test.advance(ofMillis(600));
    assertThat(test.committedRound()).isGreaterThan(before);
    assertThat(test.nodes()).containsExactly("node-1", "node-2", "node-3");
    allIsRight();
  }

  @Test
  void theNextOldestCoordinatesIfTheOldestIsCutOff() {
    order();
    test.faults().partition("node-1", ofSeconds(3));
    order();
    test.advance(ofSeconds(5));
    assertThat(told())
        .containsSubsequence(
            "the others go on without node-1",
            "the coordinator is on node-2",
            "node-1 is back",
            "node-1 has found out that it was replaced, and ends");
    allIsRight();
  }

  @Test
  void lostRecordsLeadBackToTheLastCommit() {
    test.faults().loseNext();
    order();
    test.advance(ofSeconds(3));
    assertThat(told())
        .anySatisfy(line -> assertThat(line).matches("\\[\\d+] records from node-. to .* are lost"))
        .anySatisfy(line -> assertThat(line).endsWith("records were lost between nodes"));
    allIsRight();
  }

  @Test
  void whatIsLateOrSaidTwiceChangesNothing() {
    test.faults().delay("node-2", ofSeconds(5), 300);
    test.faults().repeat(ofSeconds(5));
    for (int i = 0; i < 10; i++) {
      order();
      test.advance(ofMillis(400));
    }
    allIsRight();
    assertThat(told()).noneMatch(line -> line.contains("ends: "));
  }

  /** That it was asked to is the first thing that the new coordinator hears. */
  @Test
  void whoIsAskedToLeaveAndThenLeftAloneLeaves() {
    test.crash("node-3");
    order();
    test.faults().pause("node-2", ofMillis(1400));
    test.faults().crashSoon("node-1", 1);
    test.leave("node-2");
    assertThat(told())
        .containsSubsequence(
            "node-1 dies", "the coordinator is on node-2", "node-2 is back", "node-2 has left");
    allIsRight();
  }

  @Test
  void aNodeDiesBetweenTwoThingsThatItDoes() {
    test.faults().crashSoon("node-3", 2);
    order();
    test.endRound();
    assertThat(told()).contains("node-3 dies");
    assertThat(test.nodes()).containsExactly("node-1", "node-2");
    allIsRight();
  }
}
