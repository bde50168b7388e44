package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.testkit.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From topic to topic over three nodes, while records flow: a node is killed, or sleeps until the
 * others have gone on without it and then wakes up with a transaction that is no longer its own, or
 * the broker is killed. Whoever reads what was committed finds what one thread makes of the input,
 * each record once, those of a key in order. {@code -Dtest.kills}, {@code -Dtest.suspends} and
 * {@code -Dtest.outages} say how often, {@code -Dtest.records} how many records there are at least;
 * {@code -Dtest.seed} repeats records and order.
 */
class KafkaFaultsIT {
  private static final int KILLS = Integer.getInteger("test.kills", 1);
  private static final int SUSPENDS = Integer.getInteger("test.suspends", 1);
  private static final int OUTAGES = Integer.getInteger("test.outages", 1);
  private static final int RECORDS = Integer.getInteger("test.records", 200_000);
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());

  private static final int PARTITIONS = 12;
  private static final int RECORDS_OF_A_SYMBOL = 50;
  private static final int NODES = 3;

  /** The default. */
  private static final int SHARDS = 128;

  private static final String SCHEMA = "kafka";
  private static final String PIPELINE = "kafka-stock-prices";

  /** So many records are sent at once, until all faults are over; then what is left. */
  private static final int AT_ONCE = 500;

  private static final Duration BETWEEN = Duration.ofMillis(50);

  /** For all that is read and written, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private enum Fault {
    KILL,
    SUSPEND,
    OUTAGE
  }

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final Ticks ticks = new Ticks(new Random(SEED), RECORDS / RECORDS_OF_A_SYMBOL);
  private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
  private int sent;

  @AfterEach
  void stop() {
    sender.shutdownNow();
  }

  @Test
  void readersSeeNothingTwiceAndMissNothing() throws Exception {
    List<Fault> plan = new ArrayList<>();
    plan.addAll(Collections.nCopies(KILLS, Fault.KILL));
    plan.addAll(Collections.nCopies(SUSPENDS, Fault.SUSPEND));
    plan.addAll(Collections.nCopies(OUTAGES, Fault.OUTAGE));
    Collections.shuffle(plan, random);
    try (TestKafka kafka = TestKafka.start(directory.resolve("kafka"));
        Postgres postgres = Postgres.start(directory)) {
      kafka.createTopic("ticks", PARTITIONS);
      kafka.createTopic("new-highs", PARTITIONS);
      try (Nodes nodes = nodes(kafka, postgres).start(NODES)) {
        awaitBalance(nodes.node(0));
        Future<?> sending =
            sender.scheduleWithFixedDelay(
                () -> send(AT_ONCE, kafka), 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
        for (Fault fault : plan) {
          strike(fault, nodes, kafka, postgres);
          assertThat(sending.isDone()).as("sending has failed").isFalse();
        }
        sending.cancel(false);
        sender.submit(() -> send(Math.max(0, RECORDS - sent), kafka)).get();
        awaitEnd(nodes.living().get(0), kafka, count(ticks.newHighs()));
        for (PotorooProcess node : nodes.living()) {
          assertThat(node.terminate().exitCode()).as("exit code of %s", node).isZero();
        }
      }
      assertThat(TopicReader.byKey(kafka, "new-highs"))
          .as("seed %s", SEED)
          .isEqualTo(ticks.newHighs());
    }
    System.out.printf(
        "KafkaFaultsIT: [%d] records, [%d] new highs, %s, seed [%d]%n",
        sent, count(ticks.newHighs()), plan, SEED);
  }

  private static int count(Map<String, List<String>> byKey) {
    return byKey.values().stream().mapToInt(List::size).sum();
  }

  /**
   * Waits until all records are read, as a node says, and until as many as are wanted are there.
   */
  private static void awaitEnd(PotorooProcess node, TestKafka kafka, int wanted) {
    await("all records are read, seed " + SEED)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> isAtEnd(node.status()));
    TopicReader.await(kafka, "new-highs", wanted, SEED, PATIENCE);
  }

  private static boolean isAtEnd(JsonNode status) {
    return Http.sum(status, "sources", "lag") == 0 && status.path("inFlight").asLong() == 0;
  }

  private Nodes nodes(TestKafka kafka, Postgres postgres) {
    return Nodes.of(PIPELINE, directory)
        .jvm("-Xmx384m")
        .setAll(postgres.settings(SCHEMA))
        .set("rounds.interval", "200ms")
        .topic("ticks", "ticks", kafka)
        .topic("new-highs", "new-highs", kafka)
        .set("bindings.new-highs.transactions", "new-highs");
  }

  private void send(int count, TestKafka kafka) {
    kafka.send("ticks", ticks.next(count));
    sent += count;
  }

  /** Something happens, after which all must go on. */
  private void strike(Fault fault, Nodes nodes, TestKafka kafka, Postgres postgres) {
    postgres.awaitCommitted(SCHEMA, postgres.committed(SCHEMA) + 1, nodes.living().get(0));
    await().pollDelay(Duration.ofMillis(random.nextInt(1000))).until(() -> true);
    long began = System.nanoTime();
    PotorooProcess victim = nodes.living().get(random.nextInt(NODES));
    switch (fault) {
      case KILL -> {
        long generation = generation(postgres);
        victim.kill();
        awaitGenerationAfter(generation, postgres);
      }
      case SUSPEND -> suspend(victim, nodes, postgres);
      case OUTAGE -> {
        kafka.kill();
        kafka.start();
      }
    }
    PotorooProcess living = nodes.living().get(0);
    postgres.awaitCommitted(SCHEMA, postgres.committed(SCHEMA) + 2, living);
    System.out.printf(
        "KafkaFaultsIT: %s, goes on after [%.1f] s%n", fault, (System.nanoTime() - began) / 1e9);
    if (fault != Fault.OUTAGE) {
      PotorooProcess unused = nodes.join();
    }
    awaitBalance(living);
  }

  /** Others take the place of one that sleeps; it finds that out when it wakes up. */
  private static void suspend(PotorooProcess victim, Nodes nodes, Postgres postgres) {
    PotorooProcess other =
        nodes.living().stream().filter(node -> node != victim).findFirst().orElseThrow();
    long generation = generation(postgres);
    victim.signal("STOP");
    awaitGenerationAfter(generation, postgres);
    postgres.awaitCommitted(SCHEMA, postgres.committed(SCHEMA) + 2, other);
    victim.signal("CONT");
    assertThat(victim.exitCode()).as("exit code of %s", victim).isNotZero();
  }

  private static long generation(Postgres postgres) {
    try (Postgres.Row row = postgres.row(SCHEMA)) {
      return row.read().orElseThrow().generation();
    }
  }

  private static void awaitGenerationAfter(long generation, Postgres postgres) {
    await("a generation after [" + generation + "], seed " + SEED)
        .atMost(PotorooProcess.PATIENCE)
        .until(() -> generation(postgres) > generation);
  }

  private static void awaitBalance(PotorooProcess node) {
    await("shards on [" + NODES + "] nodes, seed " + SEED)
        .atMost(PotorooProcess.PATIENCE)
        .until(() -> ClusterView.of(node).isBalanced(SHARDS, NODES));
  }
}
