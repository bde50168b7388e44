package dev.potoroo.management;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at the path and query of a request as the client wrote them. */
final class RequestTarget {
  private RequestTarget() {}

  /** What the HTTP server would take for something else than was meant. */
  static Optional<Problem> fault(String target) {
    if (!isUtf8(target)) {
      return Optional.of(
          Problem.badRequest(
              "Path [%s] is not percent-encoded UTF-8.".formatted(target),
              "Write keys in UTF-8, and each byte of it as % and two hex digits."));
    }
    if (hasDotSegment(target)) {
      return Optional.of(
          Problem.badRequest(
              "Path [%s] has a segment [.] or [..].".formatted(target),
              "HTTP resolves these even if encoded: keys [.] and [..] are only found in the list"
                  + " of keys."));
    }
    return Optional.empty();
  }

  private static boolean hasDotSegment(String target) {
    String path = target.split("\\?", 2)[0].toLowerCase(Locale.ROOT).replace("%2e", ".");
    return Stream.of(path.split("/")).anyMatch(part -> part.equals(".") || part.equals(".."));
  }

  /**
   * False if an escape is not complete or the bytes are not UTF-8. The server puts U+FFFD in the
   * place of such bytes, and would so look for another key than the one that was meant.
   */
  private static boolean isUtf8(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    int at = 0;
    while (at < encoded.length()) {
      char c = encoded.charAt(at);
      if (c != '%') {
        // The server made a character of each byte that is not escaped.
        bytes.write(c);
        at++;
      } else if (isHex(encoded, at + 1) && isHex(encoded, at + 2)) {
        bytes.write(Integer.parseInt(encoded, at + 1, at + 3, 16));
        at += 3;
      } else {
        return false;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean isHex(String text, int at) {
    return at < text.length() && "0123456789abcdefABCDEF".indexOf(text.charAt(at)) >= 0;
  }
}
