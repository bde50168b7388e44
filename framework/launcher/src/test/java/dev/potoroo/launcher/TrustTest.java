package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands ask an endpoint with TLS if they are told whom to trust. */
class TrustTest {
  private static final String PASSWORD = "changed-it";
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> tokens = Collections.synchronizedList(new ArrayList<>());
  private HttpsServer server;

  @BeforeEach
  void start() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
    keytool("-exportcert", "-rfc", "-file", directory.resolve("endpoint.pem").toString());
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context()));
    server.createContext(
        "/",
        exchange -> {
          tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          byte[] body = "{\"pipeline\":\"words\",\"items\":[]}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void asksWithTheTokenWhomItTrusts() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "of-a-reader\n");
    assertThat(why("--trust=" + directory.resolve("endpoint.pem"), "--token-file=" + token))
        .as(err.toString(UTF_8))
        .isZero();
    assertThat(tokens).isNotEmpty().containsOnly("Bearer of-a-reader");
  }

  @Test
  void asksNobodyElse() {
    assertThat(why()).isEqualTo(Cli.FAILED);
    assertThat(err.toString(UTF_8)).contains("No node answers at [https://localhost:");
    assertThat(tokens).isEmpty();
  }

  @Test
  void namesAFileThatHasNoCertificate() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    assertThat(why("--trust=" + empty)).isEqualTo(Cli.USAGE);
    assertThat(err.toString(UTF_8))
        .contains("Option --trust [" + empty + "] must be a PEM file with certificates");
  }

  private int why(String... more) {
    List<String> command = new ArrayList<>(List.of("why"));
    command.add("--at=https://localhost:" + server.getAddress().getPort());
    command.addAll(List.of(more));
    return runAsItIs(command.toArray(String[]::new));
  }

  private SSLContext context() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve("endpoint.p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void keytool(String command, String... more) throws Exception {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    all.add(command);
    all.addAll(List.of(more));
    all.addAll(List.of("-alias", "endpoint", "-storetype", "PKCS12", "-storepass", PASSWORD));
    all.addAll(List.of("-keystore", directory.resolve("endpoint.p12").toString()));
    assertThat(new ProcessBuilder(all).inheritIO().start().waitFor()).isZero();
  }

  private int runAsItIs(String... command) {
    Host host =
        new Host(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Optional.empty(),
            new FakeEngine(),
            stop -> () -> {});
    return new Cli(Pipelines.services(), host).execute(command);
  }
}
