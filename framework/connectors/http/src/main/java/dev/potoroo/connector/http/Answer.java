package dev.potoroo.connector.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What a request is answered with.
 *
 * @param status of HTTP
 * @param text for people
 */
record Answer(int status, String text) {
  static final Answer COMMITTED = new Answer(202, "committed");

  /** Not committed for certain; the same may be sent again. */
  static final Answer CLOSING =
      new Answer(503, "the pipeline stops or starts again; send this once more");

  static final Answer FULL =
      new Answer(429, "too many requests wait to be committed; send this once more, later");

  static final Answer FULL_OF_LISTENERS =
      new Answer(429, "too many listen already; come back later");

  /** Sends it, and ends the exchange; a client that is gone is none of ours. */
  void sendTo(HttpExchange exchange) {
    try (exchange) {
      byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      if (status == 429 || status == 503) {
        exchange.getResponseHeaders().set("Retry-After", "1");
      }
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      // It has hung up, and learns nothing; if it sends again, its key is known.
    }
  }
}
