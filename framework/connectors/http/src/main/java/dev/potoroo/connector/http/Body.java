package dev.potoroo.connector.http;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the records of a request. */
final class Body {
  private static final Set<String> LINES =
      Set.of("application/x-ndjson", "application/jsonl", "application/x-jsonlines");

  private Body() {}

  /** Why a body is not taken. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Answer answer;

    RefusedException(int status, String text) {
      super(text);
      this.answer = new Answer(status, text);
    }

    Answer answer() {
      return answer;
    }
  }

  /**
   * The records, one at least: the lines that are not empty, if its type says that it is lines of
   * JSON, else the body.
   *
   * @param maxBody largest body in bytes
   * @param maxRecord largest record in bytes
   */
  static List<byte[]> read(Headers headers, InputStream in, int maxBody, int maxRecord)
      throws IOException, RefusedException {
    byte[] body = in.readNBytes(maxBody);
    if (body.length == maxBody && in.read() >= 0) {
      throw new RefusedException(413, "the body is larger than [" + maxBody + "] bytes");
    }
    List<byte[]> records =
        isLines(headers) ? lines(body) : body.length == 0 ? List.of() : List.of(body);
    if (records.isEmpty()) {
      throw new RefusedException(400, "the body is empty; send a record, or records in lines");
    }
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).length > maxRecord) {
        throw new RefusedException(
            413, "record [" + (i + 1) + "] is larger than [" + maxRecord + "] bytes");
      }
    }
    return records;
  }

  private static boolean isLines(Headers headers) {
    String type = headers.getFirst("Content-Type");
    return type != null && LINES.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
  }

  private static List<byte[]> lines(byte[] body) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= body.length; i++) {
      if (i == body.length || body[i] == '\n') {
        int end = i > start && body[i - 1] == '\r' ? i - 1 : i;
        if (end > start) {
          lines.add(Arrays.copyOfRange(body, start, end));
        }
        start = i + 1;
      }
    }
    return lines;
  }
}
