package dev.potoroo.systemtests;

import dev.potoroo.Async;
import dev.potoroo.CallId;
import dev.potoroo.Codec;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Posts each line {@code key number} to the server that a system property names. */
public final class Asked implements Pipeline {
  static final String SERVER = "test.asked.server";

  private final HttpClient http = HttpClient.newHttpClient();

  private String post(String line, CallId id) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(System.getProperty(SERVER)))
            .header("Idempotency-Key", id.toString())
            .POST(HttpRequest.BodyPublishers.ofString(line))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("status [" + answer.statusCode() + "]");
    }
    return answer.body();
  }

  @Override
  public void define(Flow flow) {
    flow.from(Source.named("lines", Codec.lines()))
        .keyBy(line -> line.substring(0, line.indexOf(' ')))
        .async(
            "ask",
            Async.blocking(String.class, String.class, this::post)
                .onError(ErrorPolicy.retry(100, Duration.ofMillis(5)).thenStop()))
        .to(Sink.named("out", Codec.lines()));
  }
}
