package dev.potoroo.connector.http;

import dev.potoroo.connector.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;

/** Posts records to a URL, once for each call. For one thread at a time. */
final class Webhook {
  private static final Set<Integer> AGAIN = Set.of(408, 409, 425, 429);
  private static final int SHOWN = 200;

  private final WebhookSink.Settings settings;
  private final String type;
  private final HttpClient client;

  Webhook(WebhookSink.Settings settings, boolean text) {
    if (!text && settings.batch() > 1) {
      throw new IllegalArgumentException(
          "batch is ["
              + settings.batch()
              + "], but several records are posted as lines, and these are no text. Make it 1, or"
              + " the sink's codec JSON.");
    }
    this.settings = settings;
    this.type =
        text
            ? settings.batch() == 1 ? "application/json" : "application/x-ndjson"
            : "application/octet-stream";
    this.client = HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
  }

  int batch() {
    return settings.batch();
  }

  /**
   * Posts records, as one body.
   *
   * @throws UnavailableException if they may not have arrived; the same can be posted again
   * @throws IOException if they are refused for good
   */
  void post(String key, List<byte[]> records)
      throws UnavailableException, IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.url()))
            .timeout(settings.timeout())
            .header("Content-Type", type)
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body(records)));
    settings.headers().forEach(request::setHeader);
    settings.token().ifPresent(token -> request.setHeader("Authorization", "Bearer " + token));
    HttpResponse<String> answer;
    try {
      answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UnavailableException("[" + settings.url() + "] does not answer: " + e, e);
    }
    judge(answer.statusCode(), answer.body());
  }

  private void judge(int status, String body) throws UnavailableException, IOException {
    if (status / 100 == 2) {
      return;
    }
    String text = body.substring(0, Math.min(body.length(), SHOWN)).strip();
    String message = "[" + settings.url() + "] has answered with " + status + ": " + text;
    if (status / 100 == 5 || AGAIN.contains(status)) {
      throw new UnavailableException(message, null);
    }
    throw new IOException(message);
  }

  private static byte[] body(List<byte[]> records) {
    if (records.size() == 1) {
      return records.get(0);
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] record : records) {
      lines.writeBytes(record);
      lines.write('\n');
    }
    return lines.toByteArray();
  }
}
