package dev.potoroo.connector.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.KeyStores;
import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SourceReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A TCP source that speaks TLS, and clients of the JDK. */
@Timeout(180)
class TlsTest {
  @TempDir static Path directory;
  private static Path keys;

  private static TcpSource source() {
    return TcpSource.listen("127.0.0.1", 0).tls(Tls.keyStore(keys, KeyStores.PASSWORD));
  }

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = KeyStores.create(directory.resolve("keys.p12"));
  }

  private static int port(SourceReader reader) {
    return Integer.parseInt(reader.describe().orElseThrow().replaceAll(".*:", ""));
  }

  /** Sends on another thread, since a handshake needs both ends. */
  private static CompletableFuture<Void> send(int port, String text) {
    return CompletableFuture.runAsync(
        () -> {
          try (SSLSocket socket =
              (SSLSocket)
                  KeyStores.trusting(keys).getSocketFactory().createSocket("localhost", port)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void readsWhatIsEncryptedWhateverItsSize() throws Exception {
    try (SourceReader reader = Reading.open(source(), 0)) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 20_000; i++) {
        lines.append("line ").append(i).append('\n');
      }
      CompletableFuture<Void> first = send(port(reader), lines.toString());
      CompletableFuture<Void> second = send(port(reader), lines.toString());
      CollectingBatch batch = Reading.untilRecords(reader, 40_000);
      assertThat(batch.records()).hasSize(40_000).contains("line 19999");
      assertThat(batch.rejected()).isEmpty();
      first.join();
      second.join();
    }
  }

  @Test
  void takesNothingFromAClientThatSpeaksPlainly() throws Exception {
    try (SourceReader reader = Reading.open(source(), 0);
        Socket plain = new Socket("127.0.0.1", port(reader))) {
      plain.getOutputStream().write("a record\n".getBytes(StandardCharsets.US_ASCII));
      CompletableFuture<Void> secret = send(port(reader), "b\n");
      CollectingBatch batch = Reading.untilRecords(reader, 1);
      assertThat(batch.records()).containsExactly("b");
      secret.join();
      plain.setSoTimeout(10);
      Reading.until(reader, more -> isClosed(plain));
    }
  }

  /** What it may be told before is an alert. */
  private static boolean isClosed(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        continue;
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void makesRoomByClosingThoseThatHaveNotShownThatTheyBelongHere() throws Exception {
    try (SourceReader reader = Reading.open(source().maxConnections(1), 0);
        Socket silent = new Socket("127.0.0.1", port(reader))) {
      CompletableFuture<Void> secret = send(port(reader), "a\n");
      assertThat(Reading.untilRecords(reader, 1).records()).containsExactly("a");
      secret.join();
      silent.setSoTimeout(10);
      Reading.until(reader, more -> isClosed(silent));
    }
  }

  @Test
  void saysWhatIsWrongWithAKeyStore() throws Exception {
    TcpSource wrong = source().tls(Tls.keyStore(keys, "wrong"));
    assertThatThrownBy(() -> Reading.open(wrong, 0))
        .hasMessageContaining("tls-key-store [" + keys + "] cannot be used")
        .hasMessageContaining("tls-key-store-password");
    Path open = Files.copy(keys, directory.resolve("open.p12"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    TcpSource readable = source().tls(Tls.keyStore(open, KeyStores.PASSWORD));
    assertThatThrownBy(() -> Reading.open(readable, 0)).hasMessageContaining("everybody");
  }
}
