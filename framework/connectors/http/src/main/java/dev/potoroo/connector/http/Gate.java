package dev.potoroo.connector.http;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Who may ask for what: looks at a request before its body is read.
 *
 * @param path the one path there is
 * @param method the one method it has
 * @param token what must be shown, if anything
 */
record Gate(String path, String method, Optional<String> token) {
  private static final String BEARER = "Bearer ";

  /** The answer to a request that may not be made; empty if it may. */
  Optional<Answer> refusal(String askedMethod, String askedPath, Headers headers) {
    if (!askedPath.equals(path)) {
      return Optional.of(
          new Answer(404, "there is nothing at [" + askedPath + "]; use [" + path + "]"));
    }
    if (!askedMethod.equals(method)) {
      return Optional.of(new Answer(405, "[" + path + "] takes " + method + " alone"));
    }
    if (headers.containsKey("Origin")) {
      // Any page that the user of a browser looks at could send such a request to this machine.
      return Optional.of(new Answer(403, "requests of web pages are not taken"));
    }
    if (token.isPresent() && !isShown(headers, token.get())) {
      return Optional.of(
          new Answer(401, "show the token of this address: [Authorization: Bearer TOKEN]"));
    }
    return Optional.empty();
  }

  private static boolean isShown(Headers headers, String token) {
    List<String> shown = headers.getOrDefault("Authorization", List.of());
    return shown.size() == 1
        && shown.get(0).startsWith(BEARER)
        && MessageDigest.isEqual(bytes(shown.get(0).substring(BEARER.length())), bytes(token));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
