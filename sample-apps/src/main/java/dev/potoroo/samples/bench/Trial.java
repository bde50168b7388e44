package dev.potoroo.samples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * One result of a comparison.
 *
 * @param result what the program has printed, with what was asked of it
 */
record Trial(JsonNode result) {
  private static final String SYSTEM = "system";
  private static final String ASKED = "asked";
  private static final String JAVA = "java";

  static Trial of(ObjectNode printed, String system, String asked, int java) {
    printed.put(SYSTEM, system);
    printed.put(ASKED, asked);
    printed.put(JAVA, java);
    return new Trial(printed);
  }

  String system() {
    return result.path(SYSTEM).asText();
  }

  /** The workload, as it was asked for. */
  String asked() {
    return result.path(ASKED).asText();
  }

  /** Which of the tables it belongs to. */
  String title() {
    return asked() + ", Java " + result.path(JAVA).asInt();
  }

  String version() {
    return result.path("version").asText();
  }

  double value(String field) {
    return result.path(field).asDouble();
  }

  /** Why it must not be shown; empty if it may. */
  Optional<String> fault() {
    if (!result.path("ok").asBoolean()) {
      return Optional.of(result.path("bad").asText("it does not say that it is right"));
    }
    if (result.path("outputs").asLong() == 0) {
      return Optional.of("nothing came out");
    }
    return result.path("checksum").asText().isEmpty()
        ? Optional.of("no checksum")
        : Optional.empty();
  }
}
