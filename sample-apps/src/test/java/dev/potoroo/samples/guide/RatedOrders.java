package dev.potoroo.samples.guide;

import static dev.potoroo.ErrorPolicy.retry;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.potoroo.Async;
import dev.potoroo.CallId;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The pipeline of the guide to calls. */
final class RatedOrders implements Pipeline {
  record Order(String customer, int amount) {}

  record Rated(String customer, int amount, String rating) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;

  RatedOrders(URI server) {
    this.server = server;
  }

  // #region call
  private CompletionStage<Rated> rate(Order order, CallId id) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/rating/" + order.customer()))
            .header("Idempotency-Key", id.toString())
            .build();
    return http.sendAsync(request, BodyHandlers.ofString())
        .thenApply(answer -> new Rated(order.customer(), order.amount(), textOf(answer)));
  }

  @Override
  public void define(Flow flow) {
    flow.from(Source.named("orders", Codec.json(Order.class)))
        .keyBy(Order::customer)
        .async(
            "rating",
            Async.of(Order.class, Rated.class, this::rate)
                .parallel(8)
                .timeout(ofSeconds(2))
                .onError(retry(5, ofMillis(200)).thenQuarantineKey()))
        .to(Sink.named("rated", Codec.json(Rated.class)));
  }

  // #endregion

  private static String textOf(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new CompletionException(new IOException("status [" + answer.statusCode() + "]"));
    }
    return answer.body();
  }
}
