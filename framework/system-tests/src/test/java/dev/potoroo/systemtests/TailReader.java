package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * Reads what happens to a key, as slowly as it is asked to. It counts along: each record that is
 * not told must have been said to be skipped, since each one adds 1 to the version.
 */
final class TailReader implements AutoCloseable {
  private static final String DATA = "data: ";

  private final BufferedReader lines;
  private long version = -1;
  private long skipped;
  private long skippedInAll;
  private long told;

  private TailReader(BufferedReader lines) {
    this.lines = lines;
  }

  /** Begins to follow a key by way of a node. */
  static TailReader of(PotorooProcess node, String step, String key) {
    try {
      HttpResponse<InputStream> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(node.entityUrl(step, key) + "/tail")).build(),
                  HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      return new TailReader(
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Reads until an event is as wanted; it. */
  JsonNode until(Predicate<JsonNode> wanted) {
    JsonNode event = next();
    while (!wanted.test(event)) {
      event = next();
    }
    return event;
  }

  /** The next event. */
  JsonNode next() {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(DATA)) {
          JsonNode event = Http.parse(line.substring(DATA.length()));
          count(event);
          return event;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("the stream has ended");
  }

  private void count(JsonNode event) {
    skipped += event.path("skipped").asLong();
    skippedInAll += event.path("skipped").asLong();
    switch (event.path("kind").asText()) {
      case "FOLLOWING" -> {
        version = -1;
        skipped = 0;
      }
      case "RECORD" -> {
        told++;
        long now = event.path("version").asLong();
        if (version >= 0) {
          assertThat(now).as("each record is told or counted").isEqualTo(version + skipped + 1);
        } else {
          assertThat(event.path("before").isObject()).as("the state at first").isTrue();
        }
        version = now;
        skipped = 0;
      }
      default -> assertThat(event.path("record").isNull()).isTrue();
    }
  }

  long skipped() {
    return skippedInAll;
  }

  long told() {
    return told;
  }

  static boolean isRecord(JsonNode event) {
    return event.path("kind").asText().equals("RECORD");
  }

  /** Whether it says that the key is followed on another node than that. */
  static boolean isElsewhere(JsonNode event, String node) {
    return event.path("kind").asText().equals("FOLLOWING")
        && !event.path("node").asText().equals(node);
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
