package dev.potoroo.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.potoroo.JacksonSupport;
import dev.potoroo.status.TopologyFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;
import org.apache.pekko.http.javadsl.model.headers.Location;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Makes HTTP responses. */
final class Answers {
  private static final ContentType PROBLEM_JSON =
      ContentTypes.create(
          MediaTypes.customWithFixedCharset(
              "application", "problem+json", HttpCharsets.UTF_8, Map.of(), false));
  private static final ContentType MERMAID = utf8Text("vnd.mermaid");
  private static final ContentType GRAPHVIZ = utf8Text("vnd.graphviz");
  private static final ContentType METRICS =
      ContentTypes.create(
          MediaTypes.customWithOpenCharset("text", "plain", Map.of("version", "0.0.4"), false),
          HttpCharsets.UTF_8);
  // Answers hold state as it is now, and are never to be taken for a page or a script.
  private static final List<HttpHeader> HEADERS =
      headers("default-src 'none'; frame-ancestors 'none'");
  private static final List<HttpHeader> PAGE_HEADERS =
      headers(
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

  private Answers() {}

  private static List<HttpHeader> headers(String contentSecurityPolicy) {
    return List.of(
        CacheControl.create(CacheDirectives.NO_STORE),
        RawHeader.create("X-Content-Type-Options", "nosniff"),
        RawHeader.create("Content-Security-Policy", contentSecurityPolicy),
        RawHeader.create("Referrer-Policy", "no-referrer"));
  }

  static HttpResponse json(Object body) {
    return of(200, ContentTypes.APPLICATION_JSON, bytes(body));
  }

  /** With a number that tells whether it has changed, for {@code If-Match}. */
  static HttpResponse tagged(Object body, long number) {
    return json(body).addHeader(RawHeader.create("ETag", "\"" + number + "\""));
  }

  static HttpResponse accepted(Object body) {
    return of(202, ContentTypes.APPLICATION_JSON, bytes(body));
  }

  static HttpResponse topology(TopologyFormat format, String printed) {
    ContentType type =
        switch (format) {
          case JSON -> ContentTypes.APPLICATION_JSON;
          case TEXT -> ContentTypes.TEXT_PLAIN_UTF8;
          case MERMAID -> MERMAID;
          case DOT -> GRAPHVIZ;
        };
    return of(200, type, printed.getBytes(StandardCharsets.UTF_8));
  }

  /** Metrics in the text format of Prometheus. */
  static HttpResponse metrics(byte[] text) {
    return of(200, METRICS, text);
  }

  /** A description of the interface. */
  static HttpResponse openApi(byte[] document) {
    return of(200, ContentTypes.APPLICATION_JSON, document);
  }

  /** An answer that goes on. */
  static HttpResponse stream(ResponseEntity entity) {
    return HttpResponse.create().withStatus(200).withHeaders(HEADERS).withEntity(entity);
  }

  static HttpResponse redirect(String location) {
    return HttpResponse.create()
        .withStatus(307)
        .withHeaders(HEADERS)
        .addHeader(Location.create(location));
  }

  static HttpResponse problem(Problem problem) {
    HttpResponse response = of(problem.status(), PROBLEM_JSON, bytes(problem));
    return switch (problem.status()) {
      case 401 -> response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer"));
      case 429 -> response.addHeader(RawHeader.create("Retry-After", "1"));
      default -> response;
    };
  }

  /** A file of the page, which may load others from here and nothing from elsewhere. */
  static HttpResponse page(ContentType type, byte[] body) {
    return of(200, type, body, PAGE_HEADERS);
  }

  private static HttpResponse of(int status, ContentType type, byte[] body) {
    return of(status, type, body, HEADERS);
  }

  private static HttpResponse of(
      int status, ContentType type, byte[] body, List<HttpHeader> headers) {
    return HttpResponse.create()
        .withStatus(status)
        .withHeaders(headers)
        .withEntity(HttpEntities.create(type, body));
  }

  private static byte[] bytes(Object body) {
    try {
      return JacksonSupport.json().writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + body.getClass().getName(), e);
    }
  }

  private static ContentType utf8Text(String subtype) {
    return ContentTypes.create(
        MediaTypes.customWithOpenCharset("text", subtype, Map.of(), false), HttpCharsets.UTF_8);
  }
}
