package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.client.AckedClient;
import dev.potoroo.client.ClientStream;
import dev.potoroo.testkit.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of an acknowledged TCP source, in Java and in Python, while the node, or one of three, is
 * killed: each message is counted once, in order. {@code -Dtest.kills} says how often the only one
 * is killed, {@code -Dtest.records} how much each stream sends, {@code -Dtest.seed} repeats the
 * moments.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AckedIT {
  private static final int KILLS = Integer.getInteger("test.kills", 3);
  private static final long RECORDS = Long.getLong("test.records", 4_000L * KILLS);
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());
  private static final List<String> STREAMS = List.of("a", "b", "c");
  private static final String OF_PYTHON = "python";

  /** By the second word of a line. */
  private static final Comparator<String> BY_COUNT =
      Comparator.comparingLong(line -> Long.parseLong(line.split(" ", -1)[1]));

  /** Little enough that most of a stream is sent after most kills. */
  private static final long KEPT = 64 * 1024;

  @TempDir private Path directory;
  private final int port = FreePort.find();
  private final Random random = new Random(SEED);
  private final ExecutorService threads = Executors.newFixedThreadPool(STREAMS.size());
  private final List<ClientStream> streams = new ArrayList<>();
  private final List<Future<?>> ends = new ArrayList<>();

  /** The client in Python; null where there is no Python. */
  private Process python;

  @AfterEach
  void stopClients() {
    threads.shutdownNow();
    if (python != null) {
      python.destroyForcibly();
    }
  }

  private Nodes nodes() {
    return Nodes.of("acked", directory)
        .withTestPipelines()
        .set("rounds.interval", "50ms")
        .set("bindings.orders.connector", "tcp-acked")
        .toFiles("counts");
  }

  /** The only one, always at the same port and with the same output. */
  private Nodes node() {
    return nodes()
        .set("bindings.orders.port", port)
        .set("bindings.counts.path", directory.resolve("sink-counts/counts.txt"))
        .start(1);
  }

  private static String order(String customer, long number) {
    return customer + " " + number;
  }

  /** Sends a stream from one end to the other. */
  private void send(ClientStream stream, String customer) throws Exception {
    for (long id = 1; id <= RECORDS; id++) {
      stream.send(id, order(customer, id).getBytes(StandardCharsets.US_ASCII));
    }
    stream.end();
  }

  /** Begins to send a stream. */
  private void begin(AckedClient client, String name) throws IOException {
    ClientStream stream = client.stream(name);
    streams.add(stream);
    ends.add(
        threads.submit(
            () -> {
              send(stream, name);
              return null;
            }));
  }

  /** Starts the sample, which sends a file. */
  private void beginInPython(String addresses) throws IOException {
    Path file = directory.resolve("orders.txt");
    Files.write(
        file,
        (Iterable<String>)
            LongStream.rangeClosed(1, RECORDS).mapToObj(id -> order(OF_PYTHON, id))::iterator);
    Path script = Path.of("../../sample-apps/clients/acked_client.py").toAbsolutePath().normalize();
    try {
      python =
          new ProcessBuilder("python3", script.toString(), addresses, OF_PYTHON, file.toString())
              .redirectErrorStream(true)
              .redirectOutput(pythonLog().toFile())
              .start();
    } catch (IOException e) {
      System.err.println("AckedIT is without the client in Python: " + e.getMessage());
    }
  }

  private Path pythonLog() {
    return directory.resolve("python.log");
  }

  private void awaitPythonTriesAgain() {
    await("the client in Python connects again")
        .atMost(PotorooProcess.PATIENCE)
        .until(() -> python == null || Files.readString(pythonLog()).contains("again"));
  }

  /** Waits until all is sent and committed. */
  private void awaitEnds() throws Exception {
    for (Future<?> end : ends) {
      end.get(PotorooProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    if (python != null) {
      assertThat(python.waitFor(PotorooProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(python.exitValue()).isZero();
    }
  }

  private void awaitAcknowledged(long wanted) {
    await("acknowledgements; seed " + SEED)
        .atMost(PotorooProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                streams.stream().mapToLong(ClientStream::acknowledged).min().orElseThrow()
                    >= wanted);
  }

  private void killAgainAndAgain() {
    for (int kill = 1; kill <= KILLS; kill++) {
      try (Nodes nodes = node()) {
        awaitAcknowledged(kill * (RECORDS / 2) / KILLS);
        boolean ended = nodes.node(0).endsWithin(Duration.ofMillis(random.nextInt(150)));
        assertThat(ended).as("%s", nodes.node(0)).isFalse();
        nodes.node(0).kill();
      }
    }
  }

  @Test
  void countsEachMessageOnceHoweverOftenItIsSentAndTheNodeKilled() throws Exception {
    beginInPython("127.0.0.1:" + port);
    // There is no node yet: it is to connect again from the first time on.
    awaitPythonTriesAgain();
    try (AckedClient client = AckedClient.to("127.0.0.1", port).maxSize(KEPT).start()) {
      for (String name : STREAMS) {
        begin(client, name);
      }
      killAgainAndAgain();
      try (Nodes nodes = node()) {
        awaitEnds();
        assertThat(nodes.node(0).terminate().exitCode()).as("%s", nodes.node(0)).isZero();
      }
    }
    requireCounts();
  }

  /** The addresses of three nodes, beginning with one of them. */
  private static List<Integer> portsFrom(int first, List<Integer> ports) {
    return IntStream.range(0, 3).mapToObj(i -> ports.get((first + i) % 3)).toList();
  }

  private static AckedClient client(List<Integer> ports) {
    return AckedClient.to("127.0.0.1", ports.get(0))
        .or("127.0.0.1", ports.get(1))
        .or("127.0.0.1", ports.get(2))
        .maxSize(KEPT)
        .start();
  }

  @Test
  void clientsGoOnWithAnotherNodeWhenTheirsIsKilled() throws Exception {
    int victim = random.nextInt(3);
    try (Postgres postgres = Postgres.start(directory);
        Nodes nodes =
            nodes().set("bindings.orders.port", 0).setAll(postgres.settings("acked")).start(3)) {
      List<Integer> ports = nodes.all().stream().map(node -> node.sourcePort("orders")).toList();
      // Each node has one of them at first.
      try (AckedClient a = client(portsFrom(0, ports));
          AckedClient b = client(portsFrom(1, ports));
          AckedClient c = client(portsFrom(2, ports))) {
        begin(a, "a");
        begin(b, "b");
        begin(c, "c");
        beginInPython(
            portsFrom(victim, ports).stream()
                .map(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(",")));
        awaitAcknowledged(RECORDS / 4);
        nodes.node(victim).kill();
        awaitEnds();
      }
      for (PotorooProcess node : nodes.all()) {
        int wanted = node == nodes.node(victim) ? 137 : 0;
        assertThat(node.terminate().exitCode()).as("exit code of %s", node).isEqualTo(wanted);
      }
      requireCounts();
    }
  }

  /** Each customer's numbers without a gap, each once, counted and put out in their order. */
  private void requireCounts() {
    Map<String, List<String>> found = new TreeMap<>();
    for (Path file : Texts.files(directory.resolve("sink-counts"))) {
      Texts.lines(file).stream()
          .collect(Collectors.groupingBy(Counted::customer))
          .forEach(
              (customer, lines) -> {
                assertThat(lines).as("%s, seed %d", file, SEED).isSortedAccordingTo(BY_COUNT);
                found.computeIfAbsent(customer, c -> new ArrayList<>()).addAll(lines);
              });
    }
    List<String> customers = new ArrayList<>(STREAMS);
    if (python != null) {
      customers.add(OF_PYTHON);
    }
    assertThat(found).as("customers, seed %d", SEED).containsOnlyKeys(customers);
    for (String customer : customers) {
      List<String> wanted = Counted.inOrder(customer, RECORDS);
      assertThat(found.get(customer).stream().sorted(BY_COUNT))
          .as("%s, seed %d", customer, SEED)
          .containsExactlyElementsOf(wanted);
    }
  }
}
