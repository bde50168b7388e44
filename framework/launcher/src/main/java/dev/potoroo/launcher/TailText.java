package dev.potoroo.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.JacksonSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is printed of events of a key. For one thread. */
final class TailText {
  private final boolean json;
  private final long limit;
  private long records;

  /**
   * @param json whether events are printed as they came
   * @param limit after how many records it is enough; 0 is never
   */
  TailText(boolean json, long limit) {
    this.json = json;
    this.limit = limit;
  }

  /** Whether as many records were seen as are wanted. */
  boolean enough() {
    return limit > 0 && records >= limit;
  }

  /** The lines of an event, which is JSON. */
  List<String> lines(String data) {
    JsonNode event;
    try {
      event = JacksonSupport.json().readTree(data);
    } catch (JsonProcessingException e) {
      return List.of(data);
    }
    boolean record = event.path("kind").asText().equals("RECORD");
    records += record ? 1 : 0;
    return json ? List.of(data) : record ? record(event) : List.of(other(event));
  }

  private static String other(JsonNode event) {
    String node = event.path("node").asText();
    return switch (event.path("kind").asText()) {
      case "SKIPPED" -> skipped(event);
      case "FOLLOWING" ->
          "-- on node %s, generation %d".formatted(node, event.path("generation").asLong());
      default -> "-- node %s does not answer; it is asked again".formatted(node);
    };
  }

  private static String skipped(JsonNode event) {
    return String.format(Locale.ROOT, "-- %,d records not shown", event.path("skipped").asLong());
  }

  private static List<String> record(JsonNode event) {
    List<String> lines = new ArrayList<>();
    if (event.path("skipped").asLong() > 0) {
      lines.add(skipped(event));
    }
    lines.add(
        "%s  version %d, %d us"
            .formatted(
                event.path("time").asText(),
                event.path("version").asLong(),
                event.path("micros").asLong()));
    field(lines, "record", event.path("record"));
    field(lines, "before", event.path("before"));
    event.path("patch").forEach(change -> field(lines, "change", change));
    event.path("outputs").forEach(output -> field(lines, "output", output));
    field(lines, "error", event.path("error"));
    event.path("omitted").forEach(what -> field(lines, "too large", what));
    return lines;
  }

  private static void field(List<String> lines, String name, JsonNode value) {
    if (!value.isNull() && !value.isMissingNode()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-9s  %s",
              name,
              value.isTextual() ? value.textValue() : value.toString()));
    }
  }
}
