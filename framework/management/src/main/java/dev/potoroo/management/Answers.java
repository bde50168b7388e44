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
  // Answers hold state as it is now, and are never to be taken for a page or a script.
  private static final List<HttpHeader> HEADERS =
      List.of(
          CacheControl.create(CacheDirectives.NO_STORE),
          RawHeader.create("X-Content-Type-Options", "nosniff"));

  private Answers() {}

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
    return problem.status() == 401
        ? response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer"))
        : response;
  }

  private static HttpResponse of(int status, ContentType type, byte[] body) {
    return HttpResponse.create()
        .withStatus(status)
        .withHeaders(HEADERS)
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
