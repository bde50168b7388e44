package dev.potoroo.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes up requests for the routes that an OpenAPI document describes: good, bad and hostile ones.
 * The same seed makes the same requests.
 */
final class HostileRequests {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "X");
  private static final List<String> SEGMENTS =
      List.of(
          "",
          ".",
          "..",
          "%2e%2e",
          "..%2f..%2fetc%2fpasswd",
          "%00",
          "%",
          "%g1",
          "%c0%af",
          "%ed%a0%80",
          "a%0d%0aX-Evil:%201",
          ";v=1",
          "//",
          "\\..\\",
          "%F0%9F%98%80",
          "%E2%80%AE",
          "*",
          "~",
          "'",
          "%22",
          "<script>",
          "${jndi:ldap://127.0.0.1/x}",
          "{{7*7}}",
          "null",
          "-1",
          "999999999999",
          "word-count",
          "count",
          "entities",
          "x".repeat(300),
          "y".repeat(20_000));
  private static final List<String> QUERIES =
      List.of(
          "limit=0",
          "limit=-1",
          "limit=501",
          "limit=1e3",
          "limit=",
          "limit=2147483648",
          "limit=5",
          "cursor=zzz",
          "cursor=%00",
          "prefix=%F0%9F",
          "prefix=a",
          "prefix=" + "p".repeat(5000),
          "format=exe",
          "format=text",
          "since=yesterday",
          "since=2026-01-01T00:00:00Z",
          "since=-999999999-01-01T00:00:00Z",
          "a=b&a=c&&=&==",
          "%",
          "limit=5&limit=6",
          "?",
          "#");
  private static final List<String> HEADERS =
      List.of(
          "Host: example.org",
          "Host: ",
          "Host: 127.0.0.1:1",
          "Origin: http://example.org",
          "Origin: null",
          "If-Match: *",
          "If-Match: \"99999999999999999999\"",
          "If-Match: \"0\"",
          "If-Match: W/\"1\"",
          "Content-Type: text/xml",
          "Content-Length: -1",
          "Content-Length: 99999999999",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip, x",
          "Expect: 100-continue",
          "Upgrade: websocket",
          "Range: bytes=0-",
          "Accept: */*;q=z",
          "Accept-Encoding: gzip",
          "Cookie: a=b",
          "X: " + "h".repeat(9000),
          "Bad Header",
          ": x",
          "Authorization: Basic YTpi",
          "Authorization: Bearer",
          "Authorization: Bearer wrong",
          "Authorization: bearer " + "t".repeat(4000));
  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "[]",
          "null",
          "{\"reason\":\"r\"}",
          "{\"reason\":1}",
          "{\"reason\":\"\"}",
          "{\"reason\":\"r\",\"state\":null}",
          "{\"reason\":\"r\",\"state\":{\"@class\":\"x\"}}",
          "{\"reason\":\"r\",\"state\":" + "9".repeat(2000) + "}",
          "{\"reason\":\"r\",\"record\":[[]]}",
          "{\"reason\":\"" + "r".repeat(1001) + "\"}",
          "{\"reason\":\"r\",\"reason\":\"s\"}",
          "[".repeat(5000),
          "{\"a\":".repeat(3000),
          "\u0000",
          "{\"reason\":\"r\"",
          "{\"reason\":\"r\",\"prefix\":{},\"cursor\":7}",
          "z".repeat(100_000));

  private final SplittableRandom random;
  private final List<String[]> operations = new ArrayList<>();
  private final String pipeline;
  private final String step;
  private final List<String> keys;
  private final String token;

  HostileRequests(
      long seed, JsonNode openApi, String pipeline, String step, List<String> keys, String token) {
    this.random = new SplittableRandom(seed);
    this.pipeline = pipeline;
    this.step = step;
    this.keys = keys;
    this.token = token;
    for (Map.Entry<String, JsonNode> path : openApi.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        // What follows a key has no end to wait for.
        if (!method.getValue().at("/responses/200/content").has("text/event-stream")) {
          operations.add(new String[] {method.getKey().toUpperCase(Locale.ROOT), path.getKey()});
        }
      }
    }
  }

  /**
   * A request.
   *
   * @param key the key whose state it asks for as one should, or empty
   * @param whole whether a server can know where it ends
   */
  record Request(byte[] bytes, boolean isHead, boolean whole, String key, String line) {}

  Request next() {
    String[] operation = operations.get(random.nextInt(operations.size()));
    boolean hostile = random.nextInt(4) > 0;
    String key = keys.get(random.nextInt(keys.size()));
    String path = path(operation[1], key, hostile);
    String method = hostile && oneIn(6) ? any(METHODS) : operation[0];
    boolean isEntity = operation[1].endsWith("/entities/{key}") && method.equals("GET");
    String query = oneIn(hostile ? 3 : 12) ? "?" + any(QUERIES) : "";
    List<String> headers = headers(path, hostile);
    boolean bodied = !method.equals("GET") && !method.equals("HEAD") || hostile && oneIn(20);
    String body = bodied ? any(BODIES) : "";
    boolean whole = true;
    if (headers.stream()
        .anyMatch(h -> h.matches("(?i)(content-length|transfer-encoding|expect):.*"))) {
      whole = false;
    } else if (bodied) {
      headers.add("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
    }
    String line = method + " " + path + query;
    String text = line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n" + body;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (hostile && oneIn(40)) {
      // Cut off in the middle, or with a byte that is another one.
      whole = false;
      if (oneIn(2)) {
        bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        bytes[random.nextInt(Math.min(bytes.length, 200))] = (byte) random.nextInt();
      }
    }
    boolean asked = isEntity && whole && query.isEmpty() && path.endsWith("/" + encoded(key));
    return new Request(bytes, method.equals("HEAD"), whole, asked ? key : "", line);
  }

  private String path(String template, String key, boolean hostile) {
    String path =
        template
            .replace("{pipeline}", pipeline)
            .replace("{step}", step)
            .replace("{source}", "ticks")
            .replace("{key}", encoded(key))
            .replace("{file}", "main.js");
    if (!hostile || oneIn(3)) {
      return path;
    }
    String[] segments = path.split("/", -1);
    segments[random.nextInt(segments.length)] = any(SEGMENTS);
    return (oneIn(30) ? "http://example.org" : "") + String.join("/", segments).replace(" ", "");
  }

  private List<String> headers(String path, boolean hostile) {
    List<String> headers = new ArrayList<>();
    if (!hostile || !oneIn(8)) {
      headers.add("Host: 127.0.0.1");
    }
    if (oneIn(2) && !isDrastic(path)) {
      headers.add("Authorization: Bearer " + token);
      headers.add("If-Match: \"" + random.nextInt(50) + "\"");
    }
    if (hostile && oneIn(2)) {
      headers.add(any(HEADERS));
    }
    return headers;
  }

  /** A node that is told to leave, by one who may, leaves; and sources that are paused pause. */
  private static boolean isDrastic(String path) {
    return path.contains("self") || path.endsWith("/pause") && !path.contains("/entities/");
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
