package dev.potoroo.samples;

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
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Adds to each order how its customer is rated, which an HTTP service knows: the one that the
 * system property {@code potoroo.samples.ratings} says, by default at {@code
 * http://127.0.0.1:8000}.
 */
public final class RatedOrders implements Pipeline {
  /** What a customer orders. */
  public record Order(String customer, int amount) {}

  /** The order, with what the service says of the customer. */
  public record Rated(String customer, int amount, String rating) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;

  /** Asks the service that the system property names. */
  public RatedOrders() {
    this(URI.create(System.getProperty("potoroo.samples.ratings", "http://127.0.0.1:8000")));
  }

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
    flow.from(
            Source.named("orders", Codec.json(Order.class))
                .from(FileSource.resource(RatedOrders.class, "orders.jsonl")))
        .keyBy(Order::customer)
        .async(
            "rating",
            Async.of(Order.class, Rated.class, this::rate)
                .parallel(8)
                .timeout(ofSeconds(2))
                .onError(retry(5, ofMillis(200)).thenQuarantineKey()))
        .to(Sink.named("rated", Codec.json(Rated.class)).into(ConsoleSink.stdout()));
  }

  // #endregion

  private static String textOf(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new CompletionException(new IOException("status [" + answer.statusCode() + "]"));
    }
    return answer.body().strip();
  }
}
