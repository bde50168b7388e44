package dev.potoroo.connector.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpSinkTest {
  private static final SinkContext TEXT =
      new SinkContext("out", "lines", true, "n", Optional.empty());
  private static final SinkContext BINARY =
      new SinkContext("out", "lines", false, "n", Optional.empty());
  private static final String HOST = "127.0.0.1";

  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getByName(HOST));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void sendsTextAsLines() throws Exception {
    try (SinkWriter writer = sink().open(TEXT);
        BufferedReader reader = accept()) {
      writer.write(bytes("a"));
      writer.write(bytes("b"));
      writer.flush();
      assertThat(reader.readLine()).isEqualTo("a");
      assertThat(reader.readLine()).isEqualTo("b");
    }
  }

  @Test
  void sendsBinaryRecordsAfterTheirLength() throws Exception {
    try (SinkWriter writer = sink().open(BINARY);
        Socket socket = server.accept()) {
      writer.write(new byte[300_000]);
      writer.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(in.readInt()).isEqualTo(300_000);
      assertThat(in.readNBytes(300_000)).hasSize(300_000);
    }
  }

  @Test
  void sendsWhatIsLeftWhenItIsClosed() throws Exception {
    SinkWriter writer = sink().open(TEXT);
    try (BufferedReader reader = accept()) {
      writer.write(bytes("a"));
      writer.close();
      assertThat(reader.lines()).containsExactly("a");
    }
  }

  @Test
  void waitsForAServerThatDoesNotReadAndLosesNothing() throws Exception {
    int records = 20_000;
    AtomicInteger written = new AtomicInteger();
    SinkWriter writer = sink().open(TEXT);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> writeNumbered(writer, records, written));
    try (BufferedReader reader = accept()) {
      AtomicInteger last = new AtomicInteger(-1);
      await()
          .during(Duration.ofMillis(300))
          .until(() -> written.get() > 0 && last.getAndSet(written.get()) == written.get());
      assertThat(writing).isNotDone();
      for (int i = 0; i < records; i++) {
        assertThat(reader.readLine()).startsWith(i + " ");
      }
      writing.join();
      writer.close();
    }
  }

  @Test
  void stopsWaitingWhenInterrupted() throws Exception {
    SinkWriter writer = sink().open(TEXT);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicInteger written = new AtomicInteger();
    Thread thread = new Thread(() -> writeNumbered(writer, Integer.MAX_VALUE, written));
    thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
    try (Socket socket = server.accept()) {
      thread.start();
      await().until(() -> written.get() > 0);
      thread.interrupt();
      thread.join();
      assertThat(thrown.get()).hasCauseInstanceOf(InterruptedIOException.class);
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void connectsAgainAndSendsWholeRecords() throws Exception {
    SinkWriter writer = sink().open(TEXT);
    try (BufferedReader first = accept()) {
      writer.write(bytes("first"));
      writer.flush();
      assertThat(first.readLine()).isEqualTo("first");
    }
    CompletableFuture<BufferedReader> second = CompletableFuture.supplyAsync(this::accept);
    AtomicInteger sent = new AtomicInteger();
    Reading.polling()
        .until(
            () -> {
              writer.write(bytes("r" + sent.incrementAndGet()));
              writer.flush();
              return second.isDone();
            });
    writer.close();
    List<String> lines = second.join().lines().toList();
    assertThat(lines).allMatch(line -> line.matches("r\\d+")).last().isEqualTo("r" + sent.get());
  }

  @Test
  void sendsAgainFromTheFirstUnsentRecordOverANewConnection() throws Exception {
    AtomicInteger written = new AtomicInteger();
    int records = 20_000;
    SinkWriter writer = sink().open(TEXT);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> writeNumbered(writer, records, written));
    BufferedReader first = accept();
    String begun = first.readLine();
    await().during(Duration.ofMillis(200)).until(() -> !writing.isDone());
    first.close();
    assertThat(begun).startsWith("0 ");
    try (BufferedReader second = accept()) {
      List<Integer> numbers =
          second
              .lines()
              .map(line -> Integer.valueOf(line.trim()))
              .takeWhile(number -> number < records - 1)
              .toList();
      writing.join();
      int from = numbers.get(0);
      assertThat(from).isPositive();
      assertThat(numbers).hasSize(records - 1 - from).isSorted().doesNotHaveDuplicates();
      writer.close();
    }
  }

  @Test
  void givesUpAfterTheReconnectTimeout() throws Exception {
    SinkWriter writer = sink().reconnectTimeout(Duration.ofMillis(200)).open(TEXT);
    accept().close();
    server.close();
    assertThatThrownBy(
            () -> {
              while (true) {
                writer.write(bytes("x"));
                writer.flush();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("could not be made again within 200 ms")
        .hasMessageContaining(HOST + ":" + server.getLocalPort());
  }

  @Test
  void saysThatNothingListens() throws Exception {
    TcpSink sink = sink();
    server.close();
    assertThatThrownBy(() -> sink.open(TEXT))
        .hasMessageContaining("nothing listens at port")
        .hasMessageContaining("Start the server");
  }

  private TcpSink sink() {
    return TcpSink.to(HOST, server.getLocalPort());
  }

  private BufferedReader accept() {
    try {
      return new BufferedReader(
          new InputStreamReader(server.accept().getInputStream(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void writeNumbered(SinkWriter writer, int count, AtomicInteger written) {
    String padding = " ".repeat(1000);
    try {
      for (int i = 0; i < count; i++) {
        writer.write(bytes(i + padding));
        written.incrementAndGet();
      }
      writer.flush();
    } catch (Exception e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
