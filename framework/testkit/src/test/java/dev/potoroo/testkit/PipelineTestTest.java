package dev.potoroo.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.potoroo.DeadLetter;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.testkit.Shop.Earned;
import dev.potoroo.testkit.Shop.Order;
import dev.potoroo.testkit.Shop.Sale;
import dev.potoroo.testkit.Shop.Total;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTestTest {
  private final Shop shop = new Shop();
  private final PipelineTest test = PipelineTest.of(shop);

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void recordsGoFromSourceToSinkThroughAllSteps() {
    test.put("orders", new Order("ann", "hat", 5), new Order("bob", "hat", 7));

    assertThat(test.sink("earned", String.class)).containsExactly("hat 5", "hat 12");
    assertThat(test.take("sales", Sale.class))
        .containsExactly(new Sale("hat", 5), new Sale("hat", 7));
    test.put("orders", new Order("ann", "", 5), new Order("ann", "cap", 1));
    assertThat(test.take("sales", Sale.class)).containsExactly(new Sale("cap", 1));
    assertThat(test.take("sales", Sale.class)).isEmpty();
  }

  @Test
  void objectsCanBeLookedAt() {
    test.startAt(Instant.parse("2031-05-05T00:00:00Z"));
    test.put("orders", new Order("ann", "hat", 5)).advance(Duration.ofMillis(3));
    test.put("orders", new Order("ann", "cap", 6));

    StateView<Total> ann = test.object("customers", "ann", Total.class).orElseThrow();
    assertThat(ann.state()).isEqualTo(new Total("ann", 2, 11));
    assertThat(ann.version()).isEqualTo(2);
    assertThat(ann.lastTouched()).isEqualTo(Instant.parse("2031-05-05T00:00:00.003Z"));
    assertThat(ann.node()).isEqualTo("node-1");
    assertThat(test.object("customers", "bob", Total.class)).isEmpty();
    assertThat(test.state("articles", "hat", Earned.class)).get().matches(e -> e.sum == 5);
    assertThat(test.keys("articles")).containsExactly("cap", "hat");
  }

  @Test
  void anObjectIsTheSameBeforeAndAfterTheEndOfARound() {
    test.put("orders", new Order("ann", "hat", 5)).endRound();
    assertThat(test.committedRound()).isEqualTo(1);
    assertThat(test.object("customers", "ann", Total.class).orElseThrow().version()).isEqualTo(1);
    test.put("orders", new Order("ann", "hat", 5));
    assertThat(test.state("customers", "ann", Total.class)).contains(new Total("ann", 2, 10));
    assertThat(test.sink("earned", String.class)).containsExactly("hat 5", "hat 10");
  }

  @Test
  void aClearedObjectIsGoneBeforeAndAfterTheEndOfTheRound() {
    test.put("orders", new Order("ann", "hat", 5), new Order("bob", "hat", 5)).endRound();
    test.put("orders", new Order("ann", "hat", 0));
    assertThat(test.keys("customers")).containsExactly("bob");
    assertThat(test.state("customers", "ann", Total.class)).isEmpty();
    test.endRound();
    assertThat(test.keys("customers")).containsExactly("bob");
    assertThat(test.state("customers", "ann", Total.class)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void theAnswerDoesNotDependOnTheNumberOfNodes(int nodes) {
    test.nodes(nodes).partitions("orders", 3);
    for (int i = 0; i < 300; i++) {
      test.putTo("orders", i % 3, new Order("c" + i % 17, "a" + i % 5, 1 + i % 4));
    }
    assertThat(test.nodes()).hasSize(nodes);
    assertThat(test.keys("customers")).hasSize(17);
    assertThat(
            IntStream.range(0, 5)
                .map(i -> test.state("articles", "a" + i, Earned.class).orElseThrow().sum)
                .boxed())
        .containsExactly(150, 150, 150, 150, 150);
    assertThat(
            test.keys("customers").stream()
                .map(key -> test.object("customers", key, Total.class).orElseThrow().node())
                .distinct())
        .hasSize(nodes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatIsNotCommittedIsUndoneAndDoneAgainExactlyOnce(int nodes) {
    test.nodes(nodes).partitions("orders", 2);
    for (int i = 0; i < 50; i++) {
      test.putTo("orders", i % 2, new Order("c" + i % 7, "a", 1));
    }
    test.endRound();
    assertThat(test.committed("earned", String.class)).hasSize(50);
    for (int i = 0; i < 30; i++) {
      test.putTo("orders", i % 2, new Order("c" + i % 7, "a", 1));
    }
    assertThat(test.committed("earned", String.class)).hasSize(50);
    assertThat(test.sink("earned", String.class)).hasSize(80).endsWith("a 80");

    test.restart();
    assertThat(test.committed("earned", String.class)).hasSize(50);
    test.rollBack();
    assertThat(test.sink("earned", String.class)).hasSize(80).endsWith("a 80");
    assertThat(test.state("customers", "c0", Total.class)).contains(new Total("c0", 13, 13));
    test.endRound();
    assertThat(test.committed("earned", String.class))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 80).mapToObj(i -> "a " + i).toList());
  }

  @Test
  void aNodeThatDiesAndOneThatJoinsLoseAndRepeatNothing() {
    test.nodes(3).partitions("orders", 4);
    for (int i = 0; i < 40; i++) {
      test.putTo("orders", i % 4, new Order("c" + i % 10, "a", 1));
    }
    test.endRound();
    for (int i = 0; i < 40; i++) {
      test.putTo("orders", i % 4, new Order("c" + i % 10, "a", 1));
    }
    test.crash("node-2");
    assertThat(test.nodes()).containsExactly("node-1", "node-3");
    assertThat(test.state("articles", "a", Earned.class)).get().matches(e -> e.sum == 80);
    test.join();
    assertThat(test.nodes()).containsExactly("node-1", "node-3", "node-4");
    for (int i = 0; i < 40; i++) {
      test.putTo("orders", i % 4, new Order("c" + i % 10, "a", 1));
    }
    test.endRound();
    assertThat(test.committed("earned", String.class))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 120).mapToObj(i -> "a " + i).toList());
    assertThat(
            test.keys("customers").stream()
                .map(key -> test.object("customers", key, Total.class).orElseThrow().node()))
        .contains("node-4");
  }

  @Test
  void aHandlerThatThrowsIsTriedAgainWhenItsTimeHasCome() {
    shop.failures = 1;
    test.put("orders", new Order("ann", "hat", 5), new Order("ann", "hat", 6));
    test.put("orders", new Order("bob", "cap", 1));
    assertThat(test.sink("earned", String.class)).containsExactly("cap 1");

    test.advance(Duration.ofMillis(50));
    assertThat(test.sink("earned", String.class)).hasSize(1);
    test.advance(Duration.ofSeconds(1));
    assertThat(test.sink("earned", String.class)).containsExactly("cap 1", "hat 5", "hat 11");
    assertThat(test.deadLetters()).isEmpty();
  }

  @Test
  void aRetryHoldsUpNeitherTheRoundNorOtherKeysAndOutlivesACrash() {
    shop.failures = 1;
    Instant before = test.now();
    test.put("orders", new Order("ann", "hat", 5), new Order("bob", "cap", 2)).endRound();
    assertThat(test.now()).isEqualTo(before);
    assertThat(test.committed("earned", String.class)).containsExactly("cap 2");

    test.restart().advance(Duration.ofSeconds(10)).endRound();
    assertThat(test.committed("earned", String.class)).containsExactly("cap 2", "hat 5");
  }

  @Test
  void aRecordThatIsGivenUpIsAmongTheDeadLetters() {
    test.put("orders", new Order("ann", "hat", 5), new Order("ann", "hat", -5));
    test.advance(Duration.ofSeconds(10));

    DeadLetter letter = test.deadLetters().get(0);
    assertThat(test.deadLetters()).hasSize(1);
    assertThat(letter.at()).isEqualTo("customers");
    assertThat(letter.key()).contains("ann");
    assertThat(letter.reason()).isEqualTo("handler");
    assertThat(letter.error()).contains("amount [-5]");
    assertThat(test.state("customers", "ann", Total.class)).contains(new Total("ann", 1, 5));
  }

  @Test
  void rawRecordsGoThroughTheCodecAndTheErrorPolicyOfTheirSource() {
    test.putBytes("orders", "{\"customer\":\"ann\"".getBytes(UTF_8));
    assertThat(test.deadLetters())
        .extracting(DeadLetter::at, DeadLetter::reason)
        .containsExactly(tuple("orders", "decode"));

    test.put("notes", "hello", "no");
    assertThat(test.sink("short-notes", String.class)).containsExactly("hel");
    assertThat(test.sink("bad-notes", DeadLetter.class))
        .extracting(DeadLetter::reason, letter -> new String(letter.raw(), UTF_8))
        .containsExactly(tuple("operator", "no"));
  }

  @Test
  void aSinkForDeadLettersGetsEachWithItsRound() {
    test.put("notes", "no").endRound();
    test.put("notes", "me");
    assertThat(test.committed("bad-notes", DeadLetter.class)).hasSize(1);
    test.restart().endRound();
    assertThat(test.committed("bad-notes", DeadLetter.class))
        .extracting(letter -> new String(letter.raw(), UTF_8))
        .as("what was not committed was given up twice")
        .containsExactly("no", "me");
  }

  @Test
  void aStreamIsCutAsAFileIs() {
    test.set("potoroo.max-record-size", 8);
    test.putStream("notes", Framing.NEWLINE, "first\n\nthis is too long\nlast".getBytes(UTF_8));
    assertThat(test.sink("short-notes", String.class)).containsExactly("fir", "las");
    assertThat(test.sink("bad-notes", DeadLetter.class))
        .extracting(DeadLetter::reason)
        .containsExactly("too-large");
  }

  @Test
  void aSkippedRecordIsCountedAndLeavesAMutableStateAsItWas() {
    test.put(
        "orders",
        new Order("ann", "hat", 5),
        new Order("ann", "hat", 13),
        new Order("ann", "hat", 1));
    assertThat(test.skipped("articles")).isEqualTo(1);
    assertThat(test.sink("earned", String.class)).containsExactly("hat 5", "hat 6");
    assertThat(test.state("articles", "hat", Earned.class))
        .get()
        .satisfies(earned -> assertThat(earned.sales).containsExactly(5, 1));
  }

  @Test
  void aSinkThatFailsEndsTheRunUntilItIsStartedAgain() {
    test.put("orders", new Order("ann", "hat", 5)).endRound();
    test.failNextWrite("earned", new IOException("disk full"));

    assertThatThrownBy(() -> test.put("orders", new Order("ann", "hat", 6)))
        .isInstanceOfSatisfying(
            PotorooException.class,
            e -> assertThat(e.faults().get(0).code()).isEqualTo(ErrorCode.CONNECTOR_FAILED))
        .hasMessageContainingAll("[earned]", "disk full");
    assertThatThrownBy(test::endRound).hasMessageContaining("disk full");
    test.restart().endRound();
    assertThat(test.committed("earned", String.class)).containsExactly("hat 5", "hat 11");
  }

  @Test
  void aCommitThatTheStoreRefusesEndsTheRunUntilItIsStartedAgain() {
    test.put("orders", new Order("ann", "hat", 5)).endRound();
    test.refuseNextCommit("disk full").put("orders", new Order("ann", "hat", 6));
    assertThatThrownBy(test::endRound)
        .isInstanceOfSatisfying(
            PotorooException.class,
            e -> assertThat(e.faults().get(0).code()).isEqualTo(ErrorCode.STORE_REFUSED))
        .hasMessageContaining("disk full");
    test.restart();
    assertThat(test.committed("earned", String.class)).containsExactly("hat 5");
    test.endRound();
    assertThat(test.committed("earned", String.class)).containsExactly("hat 5", "hat 11");
  }

  @Test
  void shardsThatMoveAndNodesThatLeaveTakeTheirObjectsAlong() {
    test.nodes(3);
    test.put("orders", new Order("ann", "hat", 5));
    String before = test.object("customers", "ann", Total.class).orElseThrow().node();
    test.moveShards();
    String after = test.object("customers", "ann", Total.class).orElseThrow().node();
    assertThat(after).isNotEqualTo(before);
    test.leave(after).put("orders", new Order("ann", "hat", 6));
    assertThat(test.nodes()).hasSize(2).doesNotContain(after);
    assertThat(test.state("customers", "ann", Total.class)).contains(new Total("ann", 2, 11));
    assertThat(test.sink("earned", String.class)).containsExactly("hat 5", "hat 11");
    assertThatThrownBy(() -> test.leave(after)).hasMessageContaining("there is no node");
  }

  @Test
  void roundsEndByThemselvesAsTimeGoesOn() {
    test.set("potoroo.rounds.interval", "2s");
    test.put("orders", new Order("ann", "hat", 5)).advance(Duration.ofMillis(1999));
    assertThat(test.committedRound()).isZero();
    test.advance(Duration.ofMillis(1));
    assertThat(test.committedRound()).isEqualTo(1);
    test.advance(Duration.ofDays(3650));
    assertThat(test.committedRound()).as("nothing has happened since").isEqualTo(1);
    test.put("orders", new Order("ann", "hat", 5)).advance(Duration.ofSeconds(2));
    assertThat(test.committedRound()).isEqualTo(2);
  }

  @Test
  void theSameCallsGiveTheSameOrderOfOutput() {
    List<String> first = outputOfThreeNodes();
    assertThat(outputOfThreeNodes()).isEqualTo(first);
  }

  private static List<String> outputOfThreeNodes() {
    try (PipelineTest one = PipelineTest.of(new Shop()).nodes(3)) {
      for (int i = 0; i < 100; i++) {
        one.put(
            "orders", new Order("c" + i % 7, "a" + i % 3, 1), new Order("d" + i, "a" + i % 2, 2));
      }
      return one.sink("earned", String.class);
    }
  }

  @Test
  void saysWhatItDoesNotKnow() {
    assertThatThrownBy(() -> test.put("order", "x"))
        .hasMessage("pipeline [shop] has no source [order], but [orders, notes]");
    assertThatThrownBy(() -> test.sink("earnings", String.class))
        .hasMessageContaining("has no sink [earnings], but [earned, sales,");
    assertThatThrownBy(() -> test.keys("customer"))
        .hasMessage("pipeline [shop] has no step [customer], but [customers, articles]");
    assertThatThrownBy(() -> test.put("notes", 5)).hasMessageContainingAll("Integer", "[notes]");
    assertThatThrownBy(() -> test.nodes(2)).hasMessageContaining("nodes must be called before");
    test.put("notes", "hello");
    assertThatThrownBy(() -> test.sink("short-notes", Integer.class))
        .hasMessageContainingAll("[short-notes]", "String", "no [java.lang.Integer]");
    assertThatThrownBy(() -> test.crash("node-9")).hasMessageContaining("only [node-1]");
    assertThatThrownBy(() -> test.crash("node-1")).hasMessageContaining("the only one");
    try (PipelineTest other = PipelineTest.of(shop).set("potoroo.bach", 7)) {
      assertThatThrownBy(() -> other.put("notes", "x")).hasMessageContaining("potoroo.bach");
    }
  }
}
