package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.PotorooException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint that other machines can reach: with TLS, and nothing without a token. */
class ProtectedEndpointTest {
  private static final String PASSWORD = "changed-it";
  @TempDir static Path directory;

  @Test
  void asksForATokenOnEachRouteAndSpeaksTlsAlone() throws Exception {
    Path keys = keyStore();
    String hash = hex(AccessToken.hashOf("token-of-a-reader"));
    ActorSystem<?> system =
        TestMember.system(config(keys, "tokens = \"grafana:read:" + hash + "\""));
    try (ManagementEndpoint endpoint = ManagementEndpoint.start(new FakePipelineService(system))) {
      assertThat(endpoint.url()).matches("https://0\\.0\\.0\\.0:[1-9]\\d+");
      String base = endpoint.url().replace("0.0.0.0", "localhost");
      HttpClient client = client(keys);
      String pipeline = base + "/api/v1/pipelines/word-count";
      for (String path :
          List.of(
              base + "/api/v1",
              base + "/api/v1/why",
              base + "/cluster/members",
              base + "/no/such/path",
              pipeline,
              pipeline + "/audit",
              pipeline + "/steps/count/entities/cat")) {
        assertThat(send(client, "GET", path, "").statusCode()).as(path).isEqualTo(401);
        assertThat(send(client, "GET", path, "of-nobody").statusCode()).as(path).isIn(401, 429);
      }
      assertThat(send(client, "GET", base + "/alive", "").statusCode()).isEqualTo(200);

      HttpResponse<String> read = patiently(client, "GET", pipeline, "token-of-a-reader");
      assertThat(read.statusCode()).isEqualTo(200);
      String leave = base + "/api/v1/members/self/leave";
      HttpResponse<String> refused = patiently(client, "POST", leave, "token-of-a-reader");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("Token [grafana] has role [read]; this needs [operate].");
      assertThat(patiently(client, "POST", leave, TestMember.TOKEN).statusCode()).isEqualTo(202);

      assertThatThrownBy(() -> send(tls12(keys), "GET", base + "/alive", ""))
          .isInstanceOf(SSLHandshakeException.class);
      assertThatThrownBy(() -> send(client, "GET", base.replace("https", "http") + "/alive", ""))
          .isInstanceOf(java.io.IOException.class);
    } finally {
      TestMember.end(system);
    }
  }

  @Test
  void refusesAKeyThatEverybodyCanRead() throws Exception {
    Path keys = keyStore();
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
    ActorSystem<?> system = TestMember.system(config(keys, ""));
    try {
      assertThatThrownBy(() -> ManagementEndpoint.start(new FakePipelineService(system)))
          .isInstanceOf(PotorooException.class)
          .hasMessageContaining("[" + keys + "]")
          .hasMessageContaining("everybody on this machine can read it")
          .hasMessageNotContaining(PASSWORD);
    } finally {
      TestMember.end(system);
    }
  }

  private static String config(Path keys, String more) {
    return """
        potoroo.management {
          host = "0.0.0.0"
          tls { key-store = "%s", key-store-password = "%s" }
          %s
        }
        """
        .formatted(keys, PASSWORD, more);
  }

  /** After wrong tokens nobody from this address is listened to for a moment. */
  private static HttpResponse<String> patiently(
      HttpClient client, String method, String uri, String token) throws Exception {
    List<HttpResponse<String>> answers = new ArrayList<>();
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              answers.add(send(client, method, uri, token));
              return answers.get(answers.size() - 1).statusCode() != 429;
            });
    return answers.get(answers.size() - 1);
  }

  private static HttpResponse<String> send(
      HttpClient client, String method, String uri, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri))
            .method(method, BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(20));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpClient client(Path keys) throws Exception {
    return HttpClient.newBuilder().sslContext(trusting(keys)).build();
  }

  private static HttpClient tls12(Path keys) throws Exception {
    SSLParameters old = new SSLParameters();
    old.setProtocols(new String[] {"TLSv1.2"});
    return HttpClient.newBuilder().sslContext(trusting(keys)).sslParameters(old).build();
  }

  private static SSLContext trusting(Path keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("endpoint", store.getCertificate("endpoint"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** A key with its certificate, by the JDK's own tool, as the guide says. */
  private static Path keyStore() throws Exception {
    Path file = directory.resolve("endpoint-" + System.nanoTime() + ".p12");
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "endpoint",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass:env",
            "KEY_STORE_PASSWORD");
    Map<String, String> environment = keytool.environment();
    environment.put("KEY_STORE_PASSWORD", PASSWORD);
    assertThat(keytool.inheritIO().start().waitFor()).isZero();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
