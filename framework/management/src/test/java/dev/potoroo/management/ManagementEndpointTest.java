package dev.potoroo.management;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.junit.jupiter.api.Test;

class ManagementEndpointTest {

  @Test
  void namesAPortThatIsInUseInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertDoesNotStart(
          "potoroo.management.port = " + port,
          "[127.0.0.1:" + port + "] cannot be listened on: Address already in use");
    }
  }

  @Test
  void namesAHostThatDoesNotResolve() {
    assertDoesNotStart(
        "potoroo.management { host = no-such-host.invalid, allow-plain-http = true }",
        "[no-such-host.invalid:0]");
  }

  @Test
  void namesAHostThatIsNotThisMachine() {
    assertDoesNotStart(
        "potoroo.management { host = \"192.0.2.1\", allow-plain-http = true }", "[192.0.2.1:0]");
  }

  @Test
  void closesItsPort() throws Exception {
    ActorSystem<?> system = TestMember.system("");
    try {
      ManagementEndpoint endpoint = ManagementEndpoint.start(new FakePipelineService(system));
      connect(endpoint).close();
      endpoint.close();
      endpoint.close();
      assertThatThrownBy(() -> connect(endpoint)).isInstanceOf(ConnectException.class);
    } finally {
      TestMember.end(system);
    }
  }

  @Test
  void closesItsPortWithTheActorSystem() throws Exception {
    ActorSystem<?> system = TestMember.system("");
    ManagementEndpoint endpoint = ManagementEndpoint.start(new FakePipelineService(system));
    connect(endpoint).close();
    TestMember.end(system);
    assertThatThrownBy(() -> connect(endpoint)).isInstanceOf(ConnectException.class);
  }

  @Test
  void isNotReadyBeforeItKnowsAPipeline() throws Exception {
    ActorSystem<?> system = TestMember.system("");
    try {
      Uri base = PekkoManagement.get(system).start().toCompletableFuture().get(30, SECONDS);
      HttpResponse<String> answer = get(base + "/api/v1");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains(ErrorCode.NOT_READY.code());
    } finally {
      TestMember.end(system);
    }
  }

  @Test
  void listensOnAnIpv6Address() throws Exception {
    assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null);
    ActorSystem<?> system = TestMember.system("potoroo.management.host = \"::1\"");
    try {
      ManagementEndpoint endpoint = ManagementEndpoint.start(new FakePipelineService(system));
      assertThat(endpoint.address()).matches("\\[::1]:[1-9]\\d+");
      HttpResponse<String> answer = get("http://" + endpoint.address() + "/api/v1");
      assertThat(answer.statusCode()).isEqualTo(200);
    } finally {
      TestMember.end(system);
    }
  }

  private static HttpResponse<String> get(String uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
  }

  private static Socket connect(ManagementEndpoint endpoint) throws Exception {
    String[] address = endpoint.address().split(":");
    return new Socket(address[0], Integer.parseInt(address[1]));
  }

  private static void assertDoesNotStart(String config, String named) {
    ActorSystem<?> system = TestMember.system(config);
    try {
      assertThatThrownBy(() -> ManagementEndpoint.start(new FakePipelineService(system)))
          .isInstanceOfSatisfying(
              PotorooException.class,
              e -> {
                assertThat(e.faults()).hasSize(1);
                assertThat(e.faults().get(0).code()).isEqualTo(ErrorCode.PORT_NOT_BOUND);
                assertThat(e.getMessage()).contains(named).doesNotContain("\n");
              });
    } finally {
      TestMember.end(system);
    }
  }
}
