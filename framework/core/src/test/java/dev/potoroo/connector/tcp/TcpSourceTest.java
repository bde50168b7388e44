package dev.potoroo.connector.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.SourceConnector.Scope;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.SourceReader.Progress;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpSourceTest {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int FRAME = 1002;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void readsLinesHoweverTheyArrive() throws Exception {
    SourceReader reader = open(TcpSource.listen(LOOPBACK, 0));
    Socket socket = connect(reader);
    CollectingBatch all = new CollectingBatch();
    for (byte b : bytes("ab\r\n\nc\n")) {
      socket.getOutputStream().write(b);
      reader.poll(all);
    }
    all.addAll(Reading.until(reader, batch -> all.records().size() + batch.records().size() >= 2));
    assertThat(all.records()).containsExactly("ab", "c");
    assertThat(all.positions()).isSorted();
  }

  @Test
  void readsEachFraming() throws Exception {
    for (Framing framing : Framing.values()) {
      SourceReader reader = open(TcpSource.listen(LOOPBACK, 0).framing(framing));
      TcpSink sink = TcpSink.to(LOOPBACK, port(reader)).framing(framing);
      try (SinkWriter writer =
          sink.open(new SinkContext("out", "lines", true, "n", Optional.empty()))) {
        writer.write(bytes("one"));
        writer.write(bytes("two"));
      }
      assertThat(Reading.untilRecords(reader, 2).records()).containsExactly("one", "two");
    }
  }

  @Test
  void keepsTheOrderOfEachOfManyConnections() throws Exception {
    SourceReader reader = open(TcpSource.listen(LOOPBACK, 0));
    int connections = 50;
    int each = 200;
    for (int c = 0; c < connections; c++) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < each; i++) {
        lines.append(c).append(' ').append(i).append('\n');
      }
      connect(reader).getOutputStream().write(bytes(lines.toString()));
    }
    List<Object> records = Reading.untilRecords(reader, connections * each).records();
    for (int c = 0; c < connections; c++) {
      String prefix = c + " ";
      assertThat(records.stream().map(String::valueOf).filter(r -> r.startsWith(prefix)))
          .containsExactlyElementsOf(IntStream.range(0, each).mapToObj(i -> prefix + i).toList());
    }
  }

  @Test
  void givesNoMoreThanABatchTakes() throws Exception {
    SourceReader reader = open(TcpSource.listen(LOOPBACK, 0));
    connect(reader).getOutputStream().write(bytes("a\nb\nc\n"));
    List<Object> all = new ArrayList<>();
    Reading.polling()
        .until(
            () -> {
              CollectingBatch one = new CollectingBatch(1);
              reader.poll(one);
              assertThat(one.records()).hasSizeLessThanOrEqualTo(1);
              all.addAll(one.records());
              return all.size() == 3;
            });
    assertThat(all).containsExactly("a", "b", "c");
  }

  @Test
  void blocksTheSenderWhileItIsNotPolledAndLosesNothing() throws Exception {
    SourceReader reader = open(TcpSource.listen(LOOPBACK, 0).framing(Framing.LENGTH_2));
    SocketChannel sender = SocketChannel.open(new InetSocketAddress(LOOPBACK, port(reader)));
    opened.add(sender);
    sender.configureBlocking(false);
    ByteBuffer frames = frames();
    long sent = sendUntilBlocked(sender, frames);
    assertThat(sent).isLessThan(64L << 20);

    CollectingBatch batch = new CollectingBatch();
    long[] total = {sent};
    Reading.polling()
        .until(
            () -> {
              total[0] += frames.hasRemaining() ? sender.write(frames) : 0;
              reader.poll(batch);
              return !frames.hasRemaining();
            });
    long expected = total[0] / FRAME;
    batch.addAll(
        Reading.until(reader, b -> batch.records().size() + b.records().size() == expected));
    assertThat(batch.rejected()).isEmpty();
  }

  private static long write(SocketChannel sender, ByteBuffer frames) throws IOException {
    if (!frames.hasRemaining()) {
      frames.rewind();
    }
    return sender.write(frames);
  }

  private static long sendUntilBlocked(SocketChannel sender, ByteBuffer frames) {
    long[] sent = {0};
    int[] refusals = {0};
    await()
        .until(
            () -> {
              long count = write(sender, frames);
              sent[0] += count;
              refusals[0] = count == 0 ? refusals[0] + 1 : 0;
              return refusals[0] == 3;
            });
    return sent[0];
  }

  private static ByteBuffer frames() {
    ByteBuffer frames = ByteBuffer.allocate(1000 * FRAME);
    while (frames.hasRemaining()) {
      frames.putShort((short) (FRAME - 2)).put(new byte[FRAME - 2]);
    }
    return frames.flip();
  }

  @Test
  void rejectsABadLengthAndClosesThatConnectionOnly() throws Exception {
    SourceReader reader = open(TcpSource.listen(LOOPBACK, 0).framing(Framing.LENGTH_4));
    Socket good = connect(reader);
    Socket bad = connect(reader);
    bad.getOutputStream().write(bytes("GET / HTTP/1.1\r\n\r\n"));
    CollectingBatch batch = Reading.until(reader, b -> !b.rejected().isEmpty());
    assertThat(batch.rejected().get(0).reason()).isEqualTo("framing");
    assertThat(batch.rejected().get(0).text()).isEqualTo("GET / HTTP/1.1\r\n");
    assertThat(isClosedByPeer(bad)).isTrue();
    good.getOutputStream().write(new byte[] {0, 0, 0, 1, 'a', 0, 0, 0, 0});
    assertThat(Reading.untilRecords(reader, 2).records()).containsExactly("a", "");
  }

  @Test
  void takesALowerLimitForTheSizeOfFrames() throws Exception {
    SourceReader reader =
        open(TcpSource.listen(LOOPBACK, 0).framing(Framing.LENGTH_1).maxFrameSize(5));
    connect(reader).getOutputStream().write(new byte[] {6});
    CollectingBatch batch = Reading.until(reader, b -> !b.rejected().isEmpty());
    assertThat(batch.rejected().get(0).error()).contains("[6]").contains("[5]");
  }

  @Test
  void rejectsAnOverlongLineAndGoesOn() throws Exception {
    SourceReader reader = open(TcpSource.listen(LOOPBACK, 0));
    Socket socket = connect(reader);
    socket.getOutputStream().write(bytes("x".repeat(100_000) + "\nok\n"));
    CollectingBatch batch = Reading.untilRecords(reader, 1);
    assertThat(batch.records()).containsExactly("ok");
    assertThat(batch.rejected().get(0).reason()).isEqualTo("too-large");
    assertThat(batch.rejected().get(0).rawSize()).isEqualTo(100_000);
  }

  @Test
  void rejectsWhatAConnectionLeavesUnfinished() throws Exception {
    SourceReader reader = open(TcpSource.listen(LOOPBACK, 0).framing(Framing.LENGTH_4));
    Socket socket = connect(reader);
    socket.getOutputStream().write(new byte[] {0, 0, 0, 9, 'a', 'b'});
    socket.close();
    CollectingBatch batch = Reading.until(reader, b -> !b.rejected().isEmpty());
    assertThat(batch.rejected().get(0).error()).isEqualTo("connection closed after 2 of 9 bytes");
  }

  @Test
  void refusesConnectionsAboveTheLimitUntilOneIsClosed() throws Exception {
    SourceReader reader = open(TcpSource.listen(LOOPBACK, 0).maxConnections(1));
    Socket first = connect(reader);
    first.getOutputStream().write(bytes("a\n"));
    Reading.untilRecords(reader, 1);
    Socket second = connect(reader);
    Reading.until(reader, batch -> isClosedByPeer(second));
    first.getOutputStream().write(bytes("b\n"));
    assertThat(Reading.untilRecords(reader, 1).records()).containsExactly("b");
    first.close();
    Reading.polling()
        .until(
            () -> {
              CollectingBatch batch = new CollectingBatch();
              connect(reader).getOutputStream().write(bytes("c\n"));
              reader.poll(batch);
              reader.poll(batch);
              return batch.records().contains("c");
            });
  }

  @Test
  void tellsItsAddressAndIsReadOnEachNode() throws Exception {
    TcpSource source = TcpSource.listen(LOOPBACK, 0);
    SourceReader reader = open(source);
    assertThat(reader.describe())
        .hasValueSatisfying(d -> assertThat(d).matches("tcp 127.0.0.1:\\d+"));
    assertThat(source.scope()).isEqualTo(Scope.NODE);
    assertThat(source.replayable()).isFalse();
    assertThat(reader.poll(new CollectingBatch())).isEqualTo(Progress.WAITING);
  }

  @Test
  void saysWhyItCannotListen() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(LOOPBACK, 0));
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> open(TcpSource.listen(LOOPBACK, port)))
          .hasMessageContaining("port " + port + " on 127.0.0.1 is in use");
    }
    assertThatThrownBy(() -> open(TcpSource.listen("192.0.2.1", 0)))
        .hasMessageContaining("host [192.0.2.1] is no address of this machine");
    assertThatThrownBy(() -> TcpSource.listen(LOOPBACK, 70_000))
        .hasMessageContaining("port [70000] must be from 0 to 65535");
  }

  @Test
  void closesItsConnectionsAndItsPort() throws Exception {
    SourceReader reader = open(TcpSource.listen(LOOPBACK, 0));
    int port = port(reader);
    Socket socket = connect(reader);
    socket.getOutputStream().write(bytes("a\n"));
    Reading.untilRecords(reader, 1);
    reader.close();
    assertThat(isClosedByPeer(socket)).isTrue();
    assertThatThrownBy(() -> new Socket(LOOPBACK, port)).isInstanceOf(IOException.class);
    open(TcpSource.listen(LOOPBACK, port));
  }

  private SourceReader open(TcpSource source) throws Exception {
    SourceReader reader = Reading.open(source, 0);
    opened.add(reader);
    return reader;
  }

  private Socket connect(SourceReader reader) throws IOException {
    Socket socket = new Socket(LOOPBACK, port(reader));
    opened.add(socket);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10);
    return socket;
  }

  private static int port(SourceReader reader) {
    String address = reader.describe().orElseThrow();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static boolean isClosedByPeer(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
