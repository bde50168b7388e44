package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.client.AckedClient;
import dev.potoroo.client.ClientStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of an acknowledged TCP source, in Java and in Python, while the node is killed: each
 * message is counted once, in order. {@code -Dtest.kills} says how often it is killed, {@code
 * -Dtest.records} how much each stream sends, {@code -Dtest.seed} repeats the moments.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AckedIT {
  private static final int KILLS = Integer.getInteger("test.kills", 3);
  private static final long RECORDS = Long.getLong("test.records", 4_000L * KILLS);
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());
  private static final List<String> STREAMS = List.of("a", "b", "c");
  private static final String OF_PYTHON = "python";

  /** Little enough that most of a stream is sent after most kills. */
  private static final long KEPT = 64 * 1024;

  @TempDir private Path directory;
  private final int port = freePort();
  private final Random random = new Random(SEED);

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path output() {
    return directory.resolve("counts.txt");
  }

  private Nodes node() {
    return Nodes.of("acked", directory)
        .withTestPipelines()
        .set("rounds.interval", "50ms")
        .set("bindings.orders.connector", "tcp-acked")
        .set("bindings.orders.port", port)
        .set("bindings.counts.connector", "file")
        .set("bindings.counts.path", output())
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

  /** The sample, sending a file; null where there is no Python. */
  private Process python() throws IOException {
    Path file = directory.resolve("orders.txt");
    Files.write(
        file,
        (Iterable<String>)
            LongStream.rangeClosed(1, RECORDS).mapToObj(id -> order(OF_PYTHON, id))::iterator);
    Path script = Path.of("../../sample-apps/clients/acked_client.py").toAbsolutePath().normalize();
    Path log = directory.resolve("python.log");
    try {
      Process client =
          new ProcessBuilder(
                  "python3", script.toString(), "127.0.0.1:" + port, OF_PYTHON, file.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      // There is no node yet: it is to connect again from the first time on.
      await().atMost(PotorooProcess.PATIENCE).until(() -> Files.readString(log).contains("again"));
      return client;
    } catch (IOException e) {
      System.err.println("AckedIT is without the client in Python: " + e.getMessage());
      return null;
    }
  }

  private void awaitAcknowledged(List<ClientStream> streams, long wanted) {
    await("acknowledgements; seed " + SEED)
        .atMost(PotorooProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                streams.stream().mapToLong(ClientStream::acknowledged).min().orElseThrow()
                    >= wanted);
  }

  private void killAgainAndAgain(List<ClientStream> streams) {
    for (int kill = 1; kill <= KILLS; kill++) {
      try (Nodes nodes = node()) {
        awaitAcknowledged(streams, kill * (RECORDS / 2) / KILLS);
        boolean ended = nodes.node(0).endsWithin(Duration.ofMillis(random.nextInt(150)));
        assertThat(ended).as("%s", nodes.node(0)).isFalse();
        nodes.node(0).signal("KILL").exitCode();
      }
    }
  }

  @Test
  void countsEachMessageOnceHoweverOftenItIsSentAndTheNodeKilled() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(STREAMS.size());
    Process python = python();
    try (AckedClient client = AckedClient.to("127.0.0.1", port).maxSize(KEPT).start()) {
      List<ClientStream> streams = new ArrayList<>();
      List<Future<?>> ends = new ArrayList<>();
      for (String name : STREAMS) {
        ClientStream stream = client.stream(name);
        streams.add(stream);
        ends.add(
            threads.submit(
                () -> {
                  send(stream, name);
                  return null;
                }));
      }
      killAgainAndAgain(streams);
      try (Nodes nodes = node()) {
        for (Future<?> end : ends) {
          end.get(PotorooProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        if (python != null) {
          assertThat(python.waitFor(PotorooProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
              .isTrue();
          assertThat(python.exitValue()).isZero();
        }
        assertThat(nodes.node(0).terminate().exitCode()).as("%s", nodes.node(0)).isZero();
      }
    } finally {
      threads.shutdownNow();
      if (python != null) {
        python.destroyForcibly();
      }
    }
    requireCounts(python != null);
  }

  /** Each customer's numbers without a gap, each once and in order, with what was sent then. */
  private void requireCounts(boolean withPython) throws IOException {
    Map<String, List<String>> found =
        Files.readAllLines(output()).stream()
            .collect(Collectors.groupingBy(line -> line.split(" ", 2)[0]));
    List<String> customers = new ArrayList<>(STREAMS);
    if (withPython) {
      customers.add(OF_PYTHON);
    }
    assertThat(found).as("customers, seed %d", SEED).containsOnlyKeys(customers);
    for (String customer : customers) {
      List<String> wanted = Counted.inOrder(customer, RECORDS);
      assertThat(found.get(customer)).as("%s, seed %d", customer, SEED).isEqualTo(wanted);
    }
  }
}
