package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The dead letters that a node has written. */
final class DeadLetters {
  static final int KEPT = 1024 * 1024;

  private final List<JsonNode> letters;

  private DeadLetters(List<JsonNode> letters) {
    this.letters = letters;
  }

  static DeadLetters of(Path dataDirectory, String pipeline) {
    Path file = dataDirectory.resolve(pipeline).resolve("dead-letters.jsonl");
    return new DeadLetters(Texts.lines(file).stream().map(Http::parse).toList());
  }

  int size() {
    return letters.size();
  }

  /** There is one for these bytes, with that reason; what was large is cut. */
  void has(String reason, byte[] raw) {
    byte[] kept = raw.length > KEPT ? Arrays.copyOf(raw, KEPT) : raw;
    String base64 = Base64.getEncoder().encodeToString(kept);
    List<JsonNode> found =
        letters.stream().filter(letter -> letter.path("raw").asText().equals(base64)).toList();
    String start = new String(raw, 0, Math.min(60, raw.length), StandardCharsets.UTF_8);
    assertThat(found).as("dead letters of [%s]", start).hasSize(1);
    JsonNode letter = found.get(0);
    assertThat(letter.path("reason").asText()).as("reason of [%s]", start).isEqualTo(reason);
    assertThat(letter.path("rawSizeBytes").asLong()).as("[%s]", start).isEqualTo(raw.length);
    assertThat(letter.path("error").asText()).as("error of [%s]", start).isNotBlank();
    assertThat(letter.path("at").asText()).isEqualTo("ticks");
  }

  /** All of it, without the raw bytes, for a failure's message. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    letters.forEach(
        letter ->
            text.append(letter.path("reason").asText())
                .append(' ')
                .append(letter.path("rawSizeBytes"))
                .append(' ')
                .append(letter.path("error").asText())
                .append('\n'));
    return text.toString();
  }
}
