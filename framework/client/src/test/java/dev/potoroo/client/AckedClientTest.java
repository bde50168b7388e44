package dev.potoroo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.KeyStores;
import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.tcp.AckedTcpSource;
import dev.potoroo.connector.tcp.Tls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client and a real source. */
@Timeout(180)
class AckedClientTest {
  private static final AckedTcpSource SOURCE = AckedTcpSource.listen("127.0.0.1", 0);

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private SourceReader reader(AckedTcpSource source) throws Exception {
    SourceReader reader = Reading.open(source, 0);
    opened.add(reader);
    return reader;
  }

  private static AckedClient.Options to(SourceReader reader) {
    String address = reader.describe().orElseThrow();
    return AckedClient.to("localhost", Integer.parseInt(address.replaceAll(".*:", "")));
  }

  private AckedClient start(AckedClient.Options options) {
    AckedClient client = options.start();
    opened.add(client);
    return client;
  }

  private static byte[] record(long number) {
    return String.valueOf(number).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private interface Task {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> inBackground(Task task) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            task.run();
          } catch (Exception e) {
            throw new java.util.concurrent.CompletionException(e);
          }
        });
  }

  /** Reads and commits until something is done; what was read. */
  private static List<Object> serve(SourceReader reader, CompletableFuture<?> until) {
    List<Object> all = new ArrayList<>();
    Reading.polling()
        .until(
            () -> {
              CollectingBatch batch = new CollectingBatch(1_000);
              reader.poll(batch);
              all.addAll(batch.records());
              if (!batch.positions().isEmpty()) {
                reader.committed(batch.positions().get(batch.positions().size() - 1));
              }
              return until.isDone();
            });
    return all;
  }

  @Test
  void sendsStreamsToTheirEndWithinItsCredit() throws Exception {
    SourceReader reader = reader(SOURCE.limits(100, 7, 10, 10));
    AckedClient client = start(to(reader));
    List<CompletableFuture<Void>> streams = new ArrayList<>();
    for (int s = 0; s < 3; s++) {
      ClientStream stream = client.stream("s" + s);
      streams.add(
          inBackground(
              () -> {
                for (int id = 1; id <= 200; id++) {
                  stream.send(id, record(id));
                }
                stream.end();
              }));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(streams.toArray(CompletableFuture<?>[]::new));
    List<Object> records = serve(reader, all);
    all.get();
    assertThat(records).hasSize(600);
    assertThat(client.stream("s0").acknowledged()).isZero();
  }

  @Test
  void goesOnWithAnotherServerAndSendsAgainWhatWasNotAcknowledged() throws Exception {
    SourceReader first = reader(SOURCE);
    SourceReader second = reader(SOURCE);
    AckedClient client = start(to(first).or("127.0.0.1", to(second).addresses().get(0).getPort()));
    ClientStream stream = client.stream("s");
    for (int id = 1; id <= 3; id++) {
      stream.send(id, record(id));
    }
    CollectingBatch read = Reading.untilRecords(first, 3);
    assertThat(read.records()).containsExactly("1", "2", "3");
    first.close();
    CompletableFuture<Void> end = inBackground(stream::end);
    assertThat(serve(second, end)).containsExactly("1", "2", "3");
    end.get();
    assertThat(stream.acknowledged()).isEqualTo(3);
  }

  @Test
  void waitsWhileTooMuchIsKept() throws Exception {
    SourceReader reader = reader(SOURCE);
    ClientStream stream = start(to(reader).maxSize(1_000)).stream("s");
    CompletableFuture<Void> sent =
        inBackground(
            () -> {
              for (int id = 1; id <= 100; id++) {
                stream.send(id, new byte[500]);
              }
            });
    CollectingBatch first = Reading.untilRecords(reader, 1);
    assertThat(sent).isNotDone();
    reader.committed(first.positions().get(0));
    serve(reader, sent);
    sent.get();
  }

  @Test
  void speaksTlsAndShowsItsToken(@TempDir Path directory) throws Exception {
    Path keys = KeyStores.create(directory.resolve("keys.p12"));
    SourceReader reader =
        reader(SOURCE.tls(Tls.keyStore(keys, KeyStores.PASSWORD)).token("secret"));
    AckedClient.Options options = to(reader).tls(KeyStores.trusting(keys));
    ClientStream right = start(options.token("secret")).stream("s");
    CompletableFuture<Void> end =
        inBackground(
            () -> {
              right.send(1, record(1));
              right.end();
            });
    assertThat(serve(reader, end)).containsExactly("1");
    end.get();

    ClientStream wrong = start(options.token("other")).stream("s");
    CompletableFuture<Void> refused = inBackground(wrong::end);
    serve(reader, refused);
    assertThatThrownBy(refused::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(RefusedException.class)
        .hasRootCauseMessage("the token is not the right one");
  }

  @Test
  void saysWhatCannotBeSent() throws Exception {
    SourceReader reader = reader(SOURCE.limits(10, 10, 10, 10));
    AckedClient client = start(to(reader));
    ClientStream stream = client.stream("s");
    stream.send(5, record(5));
    Reading.untilRecords(reader, 1);
    assertThatThrownBy(() -> stream.send(5, record(5)))
        .hasMessage("id [5] must be greater than the one before, [5].");
    assertThatThrownBy(() -> stream.send(6, new byte[11]))
        .hasMessageContaining("[11] bytes is more than the server takes, [10]");
    assertThatThrownBy(() -> client.stream("s")).hasMessageContaining("open already");
    assertThatThrownBy(() -> client.stream("")).hasMessageContaining("1 to 255 bytes");
    CompletableFuture<Void> waiting = inBackground(() -> stream.awaitAcknowledged(5));
    client.close();
    assertThatThrownBy(waiting::get).hasMessageContaining("the client is closed");
    assertThatThrownBy(() -> stream.send(7, record(7))).hasMessageContaining("closed");
  }

  @Test
  void isToldOfAFrameThatIsTooLarge() throws Exception {
    SourceReader reader = reader(SOURCE.limits(10, 10, 10, 10));
    ClientStream stream = start(to(reader)).stream("s");
    // Nobody has told the client of the limit yet: it connects in the background.
    stream.send(1, new byte[Reading.MAX_RECORD + 100]);
    CompletableFuture<Void> end = inBackground(stream::end);
    serve(reader, end);
    assertThatThrownBy(end::get)
        .rootCause()
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("more than the limit of [");
  }
}
