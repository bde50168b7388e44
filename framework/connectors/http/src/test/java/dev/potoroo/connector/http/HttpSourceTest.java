package dev.potoroo.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpSourceTest {
  private static final HttpSource SOURCE = HttpSource.listen("127.0.0.1", 0);

  private final HttpClient client = HttpClient.newHttpClient();
  private SourceReader reader;

  private static SourceContext context(String codec, boolean committing) {
    return context(codec, committing, 0);
  }

  private static SourceContext context(String codec, boolean committing, int port) {
    return new SourceContext(
        "in", "0", SourceContext.Start.FIRST, 0, codec, 1_000, 16, committing, port);
  }

  private void open(HttpSource source) throws Exception {
    open(source, context("json", true));
  }

  private void open(HttpSource source, SourceContext context) throws Exception {
    reader = source.open(context);
  }

  @AfterEach
  void close() throws Exception {
    if (reader != null) {
      reader.close();
    }
  }

  private HttpRequest.Builder request(String body) {
    return HttpRequest.newBuilder(URI.create(reader.describe().orElseThrow()))
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private int status(HttpRequest.Builder request) throws Exception {
    return send(request).get(50, TimeUnit.SECONDS).statusCode();
  }

  private static int status(CompletableFuture<HttpResponse<String>> sent) throws Exception {
    return sent.get(50, TimeUnit.SECONDS).statusCode();
  }

  @Test
  void clientsFindTheNextReaderWhereTheOneBeforeItWas() throws Exception {
    open(SOURCE);
    String url = reader.describe().orElseThrow();
    int port = reader.port().orElseThrow();
    reader.close();
    open(SOURCE, context("json", true, port));
    assertThat(reader.describe()).hasValue(url);
    var sent = send(request("1"));
    reader.committed(Reading.untilRecords(reader, 1).positions().get(0));
    assertThat(status(sent)).isEqualTo(202);
  }

  @Test
  void answersWhenTheRecordIsCommitted() throws Exception {
    open(SOURCE);
    var first = send(request("{\"a\":1}"));
    CollectingBatch batch = Reading.untilRecords(reader, 1);
    assertThat(batch.records()).containsExactly("{\"a\":1}");
    var second = send(request("2"));
    long position = Reading.untilRecords(reader, 1).positions().get(0);
    assertThat(first).isNotDone();
    reader.committed(position - 1);
    assertThat(status(first)).isEqualTo(202);
    assertThat(second).isNotDone();
    reader.committed(position);
    assertThat(status(second)).isEqualTo(202);
  }

  @Test
  void takesLinesAsRecords() throws Exception {
    open(SOURCE);
    var sent =
        send(request("1\r\n\n2\n3").header("Content-Type", "application/x-ndjson; charset=utf-8"));
    CollectingBatch batch = Reading.untilRecords(reader, 3);
    assertThat(batch.records()).containsExactly("1", "2", "3");
    reader.committed(batch.positions().get(2));
    assertThat(status(sent)).isEqualTo(202);
  }

  @Test
  void givesWholeRequestsToACodecThatKnowsThem() throws Exception {
    open(SOURCE, context(Delivery.codec().name(), true));
    send(request("1").header("Idempotency-Key", "k-1"));
    Object raw = Reading.untilRecords(reader, 1).records().get(0);
    Delivery delivery =
        Delivery.codec().decode(((String) raw).getBytes(StandardCharsets.ISO_8859_1));
    assertThat(delivery.id()).isEqualTo("k-1");
    assertThat(delivery.records()).hasSize(1);
    assertThat(status(request("1").header("Idempotency-Key", "with space"))).isEqualTo(400);
    assertThat(status(request("1").header("Idempotency-Key", "~x"))).isEqualTo(400);
  }

  @Test
  void refusesAKeyThatNobodyWouldHonour() throws Exception {
    open(SOURCE);
    assertThat(status(request("1").header("Idempotency-Key", "k"))).isEqualTo(400);
  }

  @Test
  void refusesWhatItCannotTake() throws Exception {
    open(SOURCE.path("/in").token("secret").limits(2_000, 10, 1 << 20));
    HttpRequest.Builder right = request("1").header("Authorization", "Bearer secret");
    assertThat(status(request("1"))).isEqualTo(401);
    assertThat(status(request("1").header("Authorization", "Bearer secre"))).isEqualTo(401);
    assertThat(status(right.copy().header("Origin", "http://example.com"))).isEqualTo(403);
    assertThat(status(right.copy().uri(URI.create(reader.describe().orElseThrow() + "x"))))
        .isEqualTo(404);
    assertThat(status(right.copy().GET())).isEqualTo(405);
    assertThat(status(right.copy().POST(HttpRequest.BodyPublishers.noBody()))).isEqualTo(400);
    for (int size : new int[] {1_001, 2_001}) {
      var large = HttpRequest.BodyPublishers.ofString("x".repeat(size));
      assertThat(status(right.copy().POST(large))).as("%d", size).isEqualTo(413);
    }
    assertThat(reader.lag()).isZero();
    var sent = send(right);
    Reading.untilRecords(reader, 1);
    reader.committed(1);
    assertThat(status(sent)).isEqualTo(202);
  }

  @Test
  void saysThatItIsFullAndWhenToComeBack() throws Exception {
    open(SOURCE.limits(1_000, 1, 1_000));
    send(request("1"));
    Reading.untilRecords(reader, 1);
    HttpResponse<String> refused = send(request("2")).get(50, TimeUnit.SECONDS);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void answersThoseThatWaitWhenItIsClosed() throws Exception {
    open(SOURCE);
    var read = send(request("1"));
    Reading.untilRecords(reader, 1);
    var unread = send(request("2"));
    Reading.polling().until(() -> reader.lag() == 1);
    reader.close();
    assertThat(status(read)).isEqualTo(503);
    assertThat(status(unread)).isEqualTo(503);
  }

  @Test
  void answersAtOnceWhereNothingIsEverCommitted() throws Exception {
    open(SOURCE, context("json", false));
    var sent = send(request("1"));
    Reading.untilRecords(reader, 1);
    assertThat(status(sent)).isEqualTo(202);
  }

  @Test
  void namesAPortThatIsInUse() throws Exception {
    open(SOURCE);
    int port = URI.create(reader.describe().orElseThrow()).getPort();
    HttpSource same = HttpSource.listen("127.0.0.1", port);
    assertThatThrownBy(() -> same.open(context("json", true)))
        .hasMessageContaining("port " + port)
        .hasMessageContaining("Stop what uses it");
    assertThatThrownBy(() -> HttpSource.listen("127.0.0.1", 0).path("in"))
        .hasMessageContaining("[in]");
  }
}
