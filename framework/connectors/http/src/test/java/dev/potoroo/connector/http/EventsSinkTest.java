package dev.potoroo.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.SinkContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventsSinkTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static EventsWriter writer(int keep) throws IOException {
    EventsSink.Settings settings =
        new EventsSink.Settings("127.0.0.1", 0, "/", Optional.empty(), keep, 1 << 20, 1);
    return new EventsWriter(settings, new SinkContext("out", "json", true, "n", Optional.empty()));
  }

  private static HttpURLConnection connect(EventsWriter writer, String lastId) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + writer.port() + "/");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    if (!lastId.isEmpty()) {
      connection.setRequestProperty("Last-Event-ID", lastId);
    }
    return connection;
  }

  private static BufferedReader lines(HttpURLConnection connection) throws IOException {
    return new BufferedReader(
        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Reads up to a line. */
  private static List<String> until(BufferedReader reader, String last) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (!line.isEmpty() && !line.startsWith(":")) {
        lines.add(line);
      }
      if (line.equals(last)) {
        return lines;
      }
    }
    throw new AssertionError("ended after " + lines);
  }

  @Test
  void showsWhatComesAndGoesOnWhereAListenerWas() throws Exception {
    try (EventsWriter writer = writer(100)) {
      writer.write(bytes("before"));
      String id;
      HttpURLConnection connection = connect(writer, "");
      try (BufferedReader reader = lines(connection)) {
        assertThat(connection.getContentType()).startsWith("text/event-stream");
        assertThat(reader.readLine()).isEqualTo(": out");
        assertThat(connect(writer, "").getResponseCode()).as("one too many").isEqualTo(429);
        writer.write(bytes("a\nb"));
        writer.write(bytes("c"));
        List<String> seen = until(reader, "data: c");
        assertThat(seen).hasSize(5).contains("data: a", "data: b").doesNotContain("data: before");
        id = seen.get(0).substring("id: ".length());
      }
      connection.disconnect();
      // That one has left is seen when something is sent to it.
      HttpURLConnection again = connect(writer, id);
      while (again.getResponseCode() == 429) {
        writer.write(bytes("more"));
        again = connect(writer, id);
      }
      try (BufferedReader reader = lines(again)) {
        assertThat(until(reader, "data: c")).hasSize(2);
      }
    }
  }

  @Test
  void tellsASlowListenerHowManyItHasMissed() throws Exception {
    Events events = new Events("s", 3, 1_000);
    for (int i = 1; i <= 10; i++) {
      events.add(bytes("e" + i));
    }
    Events.Part part = events.next(events.begin("s-2"), 2, 0);
    assertThat(part.missed()).isEqualTo(5);
    assertThat(part.text()).isEqualTo("id: s-8\ndata: e8\n\nid: s-9\ndata: e9\n\n");
    assertThat(events.next(part.number(), 2, 0).text()).isEqualTo("id: s-10\ndata: e10\n\n");
    assertThat(events.begin("")).isEqualTo(10);
    assertThat(events.begin("another-2")).isZero();
    assertThat(events.begin("s-99")).isEqualTo(10);
  }

  @Test
  void keepsNoMoreThanItMay() throws Exception {
    Events events = new Events("s", 100, 10);
    events.add(bytes("12345678"));
    events.add(bytes("90"));
    assertThat(events.next(0, 9, 0).missed()).isZero();
    events.add(bytes("x"));
    assertThat(events.next(0, 9, 0).missed()).isEqualTo(1);
    events.add(bytes("larger than all may be"));
    assertThat(events.next(0, 9, 0).missed()).isEqualTo(3);
  }
}
