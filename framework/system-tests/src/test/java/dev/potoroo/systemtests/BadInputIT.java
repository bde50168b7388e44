package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be processed is counted and kept with the reason; everything else goes on. */
class BadInputIT {
  private static final int HUGE = 100_000_000;

  /** A record that cannot be processed, and why. */
  private record Bad(String reason, byte[] raw) {}

  private static final List<Bad> BAD =
      List.of(
          new Bad("decode", new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', '}'}),
          new Bad("decode", invalidUtf8Symbol()),
          new Bad("decode", bytes("{\"symbol\":\"IBM\",\"price\":")),
          new Bad("decode", bytes("no JSON at all")),
          new Bad("decode", bytes("{\"symbol\":\"IBM\",\"price\":\"dear\"}")),
          new Bad("decode", bytes("{\"symbol\":\"IBM\"}")),
          new Bad("key", bytes("{\"symbol\":null,\"price\":1.5}")),
          new Bad("key", bytes("{\"price\":2.5}")),
          new Bad("key", bytes("{\"symbol\":\"\",\"price\":1.5}")),
          new Bad("key", bytes("{\"symbol\":\"" + "K".repeat(1024 * 1024) + "\",\"price\":1.5}")));

  @TempDir private Path directory;

  @Test
  void badLinesOverTcp() throws IOException {
    try (Nodes nodes = stockPrices().tcp("ticks", "newline").start(1)) {
      try (Frames frames = Frames.to(nodes.node(0).sourcePort("ticks"))) {
        for (int i = 0; i < BAD.size(); i++) {
          frames.bytes(good(i)).bytes((byte) '\n');
          frames.bytes(BAD.get(i).raw()).bytes((byte) '\n');
        }
        writeHuge(frames.stream());
        frames.bytes(good(BAD.size())).bytes((byte) '\n');
        // Without a line feed: the connection ends within a record.
        frames.bytes(bytes("{\"symbol\":\"CUT\""));
      }
      nodes.node(0).awaitProcessed(2L * BAD.size() + 3);
      allGoodOnesArrived(nodes);
      nodes.stop();

      DeadLetters letters = lettersOf(nodes);
      assertThat(letters.size()).as("%s", letters).isEqualTo(BAD.size() + 2);
      BAD.forEach(bad -> letters.has(bad.reason(), bad.raw()));
      letters.has("too-large", huge());
    }
  }

  @Test
  void badFramesOverTcp() throws IOException {
    byte[] impossible = ByteBuffer.allocate(4).putInt(-1).array();
    byte[] cut = ByteBuffer.allocate(7).putInt(100).put(bytes("abc")).array();
    try (Nodes nodes = stockPrices().tcp("ticks", "length-4").start(1)) {
      int port = nodes.node(0).sourcePort("ticks");
      List<byte[]> frames = new ArrayList<>();
      for (int i = 0; i < BAD.size(); i++) {
        frames.addAll(List.of(good(i), BAD.get(i).raw()));
      }
      Frames.send(port, frames);
      try (Frames connection = Frames.to(port)) {
        connection.bytes(impossible);
        nodes.node(0).awaitProcessed(2L * BAD.size() + 1);
      }
      try (Frames connection = Frames.to(port)) {
        connection.bytes(cut);
      }
      Frames.send(port, List.of(good(BAD.size())));
      nodes.node(0).awaitProcessed(2L * BAD.size() + 3);
      allGoodOnesArrived(nodes);
      nodes.node(0).terminate();
      assertThat(nodes.node(0).exitCode()).isZero();

      DeadLetters letters = lettersOf(nodes);
      assertThat(letters.size()).as("%s", letters).isEqualTo(BAD.size() + 2);
      BAD.forEach(bad -> letters.has(bad.reason(), bad.raw()));
      letters.has("framing", impossible);
      letters.has("framing", cut);
    }
  }

  @Test
  void badLinesInAFile() throws IOException {
    Path input = directory.resolve("input.jsonl");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(input))) {
      for (int i = 0; i < BAD.size(); i++) {
        out.write(good(i));
        out.write('\n');
        out.write(BAD.get(i).raw());
        out.write('\n');
      }
      writeHuge(out);
      out.write(good(BAD.size()));
    }
    try (Nodes nodes = stockPrices()) {
      nodes
          .set("bindings.ticks.connector", "file")
          .set("bindings.ticks.path", input)
          .option("--keep-running")
          .start(1);
      nodes.node(0).awaitProcessed(2L * BAD.size() + 2);
      allGoodOnesArrived(nodes);
      nodes.stop();

      DeadLetters letters = lettersOf(nodes);
      assertThat(letters.size()).as("%s", letters).isEqualTo(BAD.size() + 1);
      BAD.forEach(bad -> letters.has(bad.reason(), bad.raw()));
      letters.has("too-large", huge());
    }
  }

  private Nodes stockPrices() {
    return Nodes.of("stock-prices", directory)
        .jvm("-Xmx256m", "-XX:+ExitOnOutOfMemoryError")
        .toFiles("new-highs");
  }

  private static byte[] good(int i) {
    return bytes("{\"symbol\":\"GOOD" + i + "\",\"price\":" + (i + 1) + ".5}");
  }

  private static void allGoodOnesArrived(Nodes nodes) {
    for (int i = 0; i <= BAD.size(); i++) {
      String url = nodes.node(0).entityUrl("latest-price", "GOOD" + i);
      assertThat(Http.json(url).path("state").path("last").asDouble()).isEqualTo(i + 1.5);
    }
    assertThat(Http.sum(nodes.node(0).status(), "steps", "objects")).isEqualTo(BAD.size() + 1);
  }

  private static DeadLetters lettersOf(Nodes nodes) {
    return DeadLetters.of(nodes.dataDirectory(0), "stock-prices");
  }

  private static byte[] invalidUtf8Symbol() {
    byte[] line = bytes("{\"symbol\":\"A?\",\"price\":1.5}");
    line[12] = (byte) 0xc3;
    return line;
  }

  private static byte[] huge() {
    byte[] line = new byte[HUGE];
    Arrays.fill(line, (byte) 'h');
    return line;
  }

  private static void writeHuge(OutputStream out) throws IOException {
    out.write(huge());
    out.write('\n');
    out.flush();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
