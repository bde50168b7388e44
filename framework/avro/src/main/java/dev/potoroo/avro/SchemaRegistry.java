package dev.potoroo.avro;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Avro schemas that a registry keeps and knows by a number. It is one that has the REST interface
 * of Confluent's: {@code GET /schemas/ids/ID}, {@code GET /subjects/SUBJECT/versions/VERSION} and
 * {@code POST /subjects/SUBJECT}.
 *
 * <pre>{@code
 * SchemaRegistry.at("https://registry:8081").header("Authorization", "Bearer " + token)
 * }</pre>
 *
 * <p>It is asked once for each schema, when a record needs it. A registry that cannot be reached or
 * answers with 429 or 5xx is asked again, for as long as the timeout; then, and at once if it
 * refuses, that is a {@link RegistryException}. Immutable but for what it has been told; one may be
 * used by several codecs. Thread-safe.
 */
public final class SchemaRegistry {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final RegistryCalls calls;
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();

  /**
   * What is said in one call.
   *
   * @param base the URL, without a slash at its end
   * @param headers of each request
   * @param client what sends it
   * @param timeout how long to try
   */
  record Settings(String base, Map<String, String> headers, HttpClient client, Duration timeout) {
    Settings {
      URI url = URI.create(base);
      if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())
          || url.getHost() == null) {
        throw new IllegalArgumentException(
            "the URL of a registry [" + base + "] must begin with http:// or https:// and a host.");
      }
      if (timeout.toMillis() < 1) {
        throw new IllegalArgumentException("timeout [" + timeout + "] must be 1 ms or more.");
      }
      base = base.replaceAll("/+$", "");
      headers = Map.copyOf(headers);
    }
  }

  private SchemaRegistry(Settings settings) {
    this.calls = new RegistryCalls(settings);
  }

  /** The registry at a URL. Nothing is sent before a schema is needed. */
  public static SchemaRegistry at(String url) {
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    return new SchemaRegistry(new Settings(url, Map.of(), client, TIMEOUT));
  }

  /** With a header in each request, {@code Authorization} say. */
  public SchemaRegistry header(String name, String value) {
    Settings now = calls.settings();
    Map<String, String> more = new TreeMap<>(now.headers());
    more.put(name, Objects.requireNonNull(value, "value"));
    return new SchemaRegistry(new Settings(now.base(), more, now.client(), now.timeout()));
  }

  /** With a client of yours, which knows of certificates or a proxy. */
  public SchemaRegistry client(HttpClient client) {
    Settings now = calls.settings();
    return new SchemaRegistry(new Settings(now.base(), now.headers(), client, now.timeout()));
  }

  /** Tries for so long (30 s) to reach it: as long a record waits, and all that come after it. */
  public SchemaRegistry timeout(Duration timeout) {
    Settings now = calls.settings();
    return new SchemaRegistry(new Settings(now.base(), now.headers(), now.client(), timeout));
  }

  /**
   * The schema with that number.
   *
   * @throws RegistryException if the registry cannot be asked
   * @throws IOException if it knows none, or none of Avro
   */
  Schema schema(int id) throws IOException, InterruptedException {
    Schema known = byId.get(id);
    if (known == null) {
      known = calls.schema(id);
      byId.put(id, known);
    }
    return known;
  }

  /**
   * The number of a schema that is registered for a subject; not kept.
   *
   * @throws RegistryException if the registry cannot be asked
   * @throws IOException if it is not registered there
   */
  int id(String subject, Schema schema) throws IOException, InterruptedException {
    return calls.id(subject, schema);
  }

  @Override
  public String toString() {
    return "schema registry " + calls.settings().base();
  }
}
