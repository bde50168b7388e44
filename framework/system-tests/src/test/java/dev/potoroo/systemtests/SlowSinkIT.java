package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops reading stops the source, not the process; then everything arrives. */
class SlowSinkIT {
  private static final long RECORDS = 1_000_000;
  private static final int READ_BEFORE_STALL = 1_000;

  /** {@code -Dtest.slow=true} waits as long as people may. */
  private static final Duration STALL =
      Duration.ofSeconds(Boolean.getBoolean("test.slow") ? 30 : 3);

  @TempDir private Path directory;

  @Test
  void nothingIsLostAndMemoryIsBoundedWhileTheServerDoesNotRead() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Nodes nodes = Nodes.of("relay", directory).withTestPipelines()) {
      nodes
          // A window of records with their outputs is larger than this heap would hold unbounded.
          .jvm("-Xmx128m", "-XX:+ExitOnOutOfMemoryError")
          .set("bindings.keys.connector", "generator")
          .set("bindings.keys.count", RECORDS)
          // A round waits for the sink, which is what is wanted here: nobody is to be warned.
          .set("rounds.warn-after", "10m")
          .set("bindings.out.connector", "tcp")
          .set("bindings.out.port", server.getLocalPort())
          .set("bindings.out.framing", "newline")
          .start(1);
      Map<String, Long> counts = new HashMap<>();
      try (Socket socket = server.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
        for (int i = 0; i < READ_BEFORE_STALL; i++) {
          count(in.readLine(), counts);
        }
        long stalled = awaitStall(nodes.node(0));
        assertThat(stalled).isLessThan(RECORDS);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          count(line, counts);
        }
      }
      nodes.endCleanly();
      assertThat(counts).hasSize(Relay.KEYS);
      assertThat(counts.values()).containsOnly(RECORDS / Relay.KEYS);
      assertThat(nodes.node(0).stderr()).contains("1,000,000 records").contains("0 dead letters");
    }
  }

  /** Counts a key's line, which must be the next one of that key. */
  private static void count(String line, Map<String, Long> counts) {
    String[] words = line.split(" ");
    long number = counts.merge(words[0], 1L, Long::sum);
    assertThat(Long.parseLong(words[2])).as(line).isEqualTo(number);
  }

  /** Waits until the source has stood still for the whole stall; how far it is. */
  private static long awaitStall(PotorooProcess node) {
    long[] last = {-1};
    await("the source stands still")
        .atMost(PotorooProcess.PATIENCE)
        .during(STALL)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              long records = Http.sum(node.status(), "sources", "records");
              boolean still = records > 0 && records == last[0];
              last[0] = records;
              return still;
            });
    return last[0];
  }
}
