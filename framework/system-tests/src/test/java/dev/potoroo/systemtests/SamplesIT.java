package dev.potoroo.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Samples over TCP, as processes: known input gives known output, on any number of nodes. What they
 * make of the files that come with them is compared in their own module.
 */
class SamplesIT {
  private static final int RECORDS = 1_000;

  @TempDir private Path directory;

  @ParameterizedTest(name = "{0} nodes")
  @ValueSource(ints = {1, 3})
  void celsius(int count) throws Exception {
    Path data = Data.folder("celsius");
    List<byte[]> in = Data.frames(data.resolve("_test.msg"));
    List<byte[]> out = run("celsius", count, "celsius", in, "fahrenheit");
    assertThat(out).containsExactlyInAnyOrderElementsOf(Data.frames(data.resolve("_expected.msg")));
  }

  @ParameterizedTest(name = "{0} nodes")
  @ValueSource(ints = {3})
  void passthrough(int count) throws Exception {
    List<byte[]> in = random();
    assertThat(run("passthrough", count, "in", in, "out")).containsExactlyInAnyOrderElementsOf(in);
  }

  @ParameterizedTest(name = "{0} nodes")
  @ValueSource(ints = {3})
  void runningTotals(int count) throws Exception {
    List<byte[]> in =
        IntStream.range(0, RECORDS).mapToObj(i -> ("u" + i % 7 + ",1").getBytes(UTF_8)).toList();
    List<String> totals =
        run("running-totals", count, "amounts", in, "totals").stream()
            .map(raw -> new String(raw, UTF_8))
            .toList();
    assertThat(totals).hasSizeLessThanOrEqualTo(RECORDS).doesNotHaveDuplicates();
    // The last total of each, whatever was added up before.
    assertThat(totals)
        .contains(
            IntStream.range(RECORDS - 7, RECORDS)
                .mapToObj(i -> "u" + i % 7 + " => " + (1 + i / 7))
                .toArray(String[]::new));
  }

  @ParameterizedTest(name = "{0} nodes")
  @ValueSource(ints = {1, 3})
  void marketSpread(int count) throws Exception {
    try (Nodes nodes = nodes("market-spread", "market-data", "rejected")) {
      nodes.tcp("orders", "length-4").start(count);
      List<byte[]> quotes =
          IntStream.range(0, 200).mapToObj(i -> quote(i % 20, i < 180 ? 0.5 : spread(i))).toList();
      Frames.send(nodes.node(0).sourcePort("market-data"), quotes);
      nodes.node(0).awaitProcessed(quotes.size());
      List<byte[]> orders = IntStream.range(0, RECORDS).mapToObj(SamplesIT::order).toList();
      for (int i = 0; i < count; i++) {
        Frames.send(nodes.node(i).sourcePort("orders"), Data.split(orders, count).get(i));
      }
      nodes.node(0).awaitProcessed(quotes.size() + orders.size());
      nodes.stop();

      // The last quote of a stock with an even number is wide, that of the others is not.
      assertThat(written(nodes, "rejected"))
          .hasSize(RECORDS / 2)
          .allSatisfy(raw -> assertThat(raw).hasSize(55))
          .extracting(raw -> new String(raw, 5, 6, UTF_8))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, RECORDS)
                  .filter(i -> i % 2 == 0)
                  .mapToObj("%06d"::formatted)
                  .toList());
    }
  }

  private static double spread(int quote) {
    return quote % 2 == 0 ? 0.06 : 0.01;
  }

  private static byte[] quote(int stock, double spread) {
    return ByteBuffer.allocate(42)
        .put((byte) 2)
        .put("%4s%21s".formatted("S" + stock, "now").getBytes(UTF_8))
        .putDouble(100)
        .putDouble(100 + spread)
        .array();
  }

  private static byte[] order(int number) {
    return ByteBuffer.allocate(53)
        .put((byte) 1)
        .put((byte) 2)
        .putInt(number)
        .put("%06d%4s".formatted(number, "S" + number % 20).getBytes(UTF_8))
        .putDouble(10)
        .putDouble(99)
        .put("%21s".formatted("now").getBytes(UTF_8))
        .array();
  }

  private Nodes nodes(String pipeline, String source, String sink) {
    return Nodes.of(pipeline, directory)
        .tcp(source, "length-4")
        .toFiles(sink)
        .set("bindings." + sink + ".framing", "length-4");
  }

  /** Sends records to all nodes in turn; gives what is written. */
  private List<byte[]> run(
      String pipeline, int count, String source, List<byte[]> records, String sink)
      throws Exception {
    try (Nodes nodes = nodes(pipeline, source, sink)) {
      nodes.start(count);
      for (int i = 0; i < count; i++) {
        Frames.send(nodes.node(i).sourcePort(source), Data.split(records, count).get(i));
      }
      nodes.node(0).awaitProcessed(records.size());
      nodes.stop();
      return written(nodes, sink);
    }
  }

  private static List<byte[]> written(Nodes nodes, String sink) throws Exception {
    List<byte[]> written = new ArrayList<>();
    for (Path file : nodes.sinkFiles(sink)) {
      if (Files.size(file) > 0) {
        written.addAll(Data.frames(file));
      }
    }
    return written;
  }

  private static List<byte[]> random() {
    Random random = new Random(7);
    return IntStream.range(0, RECORDS)
        .mapToObj(
            i -> {
              byte[] bytes = new byte[8 + i % 100];
              random.nextBytes(bytes);
              return bytes;
            })
        .toList();
  }
}
