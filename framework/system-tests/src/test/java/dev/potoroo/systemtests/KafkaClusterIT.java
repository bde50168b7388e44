package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.testkit.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From topic to topic, while nodes come and go, or the broker does: each record is counted once,
 * those of a key in order. {@code -Dtest.records} says how many there are, {@code -Dtest.down} for
 * how many seconds the broker is away; {@code -Dtest.seed} repeats which records they are.
 */
class KafkaClusterIT {
  private static final int RECORDS = Integer.getInteger("test.records", 100_000);
  private static final Duration DOWN = Duration.ofSeconds(Integer.getInteger("test.down", 5));
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());

  /** For all that is read and written, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int CUSTOMERS = 500;
  private static final int PARTITIONS = 24;

  /** The default. */
  private static final int SHARDS = 128;

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final Map<String, Integer> sent = new HashMap<>();
  private TestKafka kafka;

  @BeforeEach
  void start() {
    kafka = TestKafka.start(directory.resolve("kafka"));
    kafka.createTopic("orders", PARTITIONS);
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  /** Sends the next orders of customers, each of whom has a partition. */
  private void send(int count) {
    Map<String, List<String>> orders = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String customer = "C" + random.nextInt(CUSTOMERS);
      int number = sent.merge(customer, 1, Integer::sum);
      orders.computeIfAbsent(customer, c -> new ArrayList<>()).add(customer + " " + number);
    }
    kafka.send("orders", orders);
  }

  private void createOutput() {
    kafka.createTopic("counts", 3);
  }

  private Nodes nodes() {
    return Nodes.of(Counted.NAME, directory)
        .withTestPipelines()
        .jvm("-Xmx384m")
        .topic("orders", "orders", kafka)
        .topic("counts", "counts", kafka)
        .set("bindings.counts.transactions", "counts");
  }

  /** What is to come of all that was sent: each number of a customer is its place too. */
  private Map<String, List<String>> wanted() {
    Map<String, List<String>> wanted = new TreeMap<>();
    sent.forEach((customer, last) -> wanted.put(customer, Counted.inOrder(customer, last)));
    return wanted;
  }

  private void awaitCounts() {
    int records = sent.values().stream().mapToInt(last -> last).sum();
    TopicReader.await(kafka, "counts", records, SEED, PATIENCE);
  }

  private void assertCounts() {
    assertThat(TopicReader.byKey(kafka, "counts")).as("counts, seed %d", SEED).isEqualTo(wanted());
  }

  private static void awaitBalance(PotorooProcess node, int nodes) {
    await("shards on [" + nodes + "] nodes; seed " + SEED)
        .atMost(PotorooProcess.PATIENCE)
        .until(() -> ClusterView.of(node).isBalanced(SHARDS, nodes));
  }

  @Test
  void partitionsGoToNodesThatJoinAndFromOneThatLeaves() throws Exception {
    createOutput();
    Postgres postgres = Postgres.start(directory);
    ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
    AtomicInteger records = new AtomicInteger();
    int leaver = random.nextInt(3);
    try (Nodes nodes =
        nodes().setAll(postgres.settings("kafka")).set("rounds.interval", "100ms").start(1)) {
      Future<?> sending =
          load.scheduleWithFixedDelay(
              () -> {
                send(RECORDS / 100);
                records.addAndGet(RECORDS / 100);
              },
              0,
              100,
              TimeUnit.MILLISECONDS);
      PotorooProcess first = nodes.node(0);
      first.awaitStatus(status -> Http.sum(status, "sources", "records") > 0);
      PotorooProcess second = nodes.join();
      PotorooProcess third = nodes.join();
      awaitBalance(first, 3);
      awaitMore(third);
      PotorooProcess leaves = nodes.node(leaver);
      PotorooProcess stays = leaves == third ? second : third;
      assertThat(leaves.terminate().exitCode()).as("exit code of %s", leaves).isZero();
      awaitBalance(stays, 2);
      awaitMore(stays);
      await("[" + RECORDS + "] records are sent")
          .atMost(PATIENCE)
          .until(() -> sending.isDone() || records.get() >= RECORDS);
      assertThat(sending.isDone()).as("sending has failed").isFalse();
      load.shutdown();
      assertThat(load.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      awaitCounts();
      for (PotorooProcess node : nodes.all()) {
        assertThat(node.terminate().exitCode()).as("exit code of %s", node).isZero();
      }
      System.out.printf("KafkaClusterIT: [%d] records over 1, 3 and 2 nodes%n", records.get());
    } finally {
      load.shutdownNow();
      postgres.close();
    }
    assertCounts();
  }

  /** Records are read while the nodes are as they are. */
  private static void awaitMore(PotorooProcess node) {
    long before = Http.sum(node.status(), "sources", "records");
    node.awaitStatus(status -> Http.sum(status, "sources", "records") > before);
  }

  @Test
  void waitsForABrokerThatWasKilledAndSaysSo() {
    send(RECORDS);
    // The topic of the output is not there yet, so that there is something to put out when the
    // broker goes away.
    try (Nodes nodes =
        nodes()
            .set("rounds.interval", "1s")
            .set("bindings.counts.client.max.block.ms", 1500)
            .start(1)) {
      PotorooProcess node = nodes.node(0);
      node.awaitStatus(status -> Http.sum(status, "sources", "records") > 0);
      awaitReason(node, "sink", "sink [counts]: ");
      kafka.kill();
      long killed = System.nanoTime();
      awaitReason(node, "source", "source [orders]: kafka topic orders");
      awaitReason(node, "sink", "sink [counts]: ");
      double said = secondsSince(killed);
      Duration left = DOWN.minusNanos(System.nanoTime() - killed);
      assertThat(node.endsWithin(left)).as("%s has ended", node).isFalse();
      awaitReason(node, "source", "no broker answers");
      double away = secondsSince(killed);
      kafka.start();
      createOutput();
      long there = System.nanoTime();
      send(RECORDS / 10);
      awaitCounts();
      System.out.printf(
          "KafkaClusterIT: broker away for [%.1f] s, said after [%.1f] s, all there [%.1f] s after"
              + " it answered%n",
          away, said, secondsSince(there));
      await("nothing is waited for")
          .atMost(PotorooProcess.PATIENCE)
          .until(() -> reasons(node).isEmpty());
      assertThat(node.terminate().exitCode()).as("exit code of %s", node).isZero();
    }
    assertCounts();
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  /** What this node waits for outside, and which kind of thing it is. */
  private static List<String> reasons(PotorooProcess node) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode item : Http.json(node.management() + "/api/v1/why").path("items")) {
      reasons.add(item.path("kind").asText() + ": " + item.path("what").asText());
    }
    return reasons;
  }

  private static void awaitReason(PotorooProcess node, String kind, String reason) {
    await()
        .atMost(PotorooProcess.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(reasons(node))
                    .as("what %s waits for", node)
                    .anyMatch(r -> r.startsWith(kind + ": ") && r.contains(reason)));
  }
}
