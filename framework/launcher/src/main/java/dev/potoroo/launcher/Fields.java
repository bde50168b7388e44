package dev.potoroo.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of an answer, a line each. */
final class Fields {
  /** Lists of figures. What is the pipeline's own, such as records, stays JSON to copy from. */
  private static final Set<String> FIGURES = Set.of("latest", "nodes", "edges", "timers");

  private Fields() {}

  /**
   * The lines.
   *
   * @param tables whether figures are for people: each list a table below the fields
   */
  static List<String> of(JsonNode answer, boolean tables) {
    List<String> lines = new ArrayList<>();
    List<String> below = new ArrayList<>();
    int width = 0;
    for (Map.Entry<String, JsonNode> field : answer.properties()) {
      width = Math.max(width, field.getKey().length());
    }
    for (Map.Entry<String, JsonNode> field : answer.properties()) {
      JsonNode value = field.getValue();
      String name = field.getKey() + " ".repeat(width - field.getKey().length()) + "  ";
      if (tables && FIGURES.contains(field.getKey()) && isFlat(value)) {
        below.add("");
        below.add(field.getKey());
        below.addAll(Table.of(value));
      } else if (value.isArray()) {
        value.forEach(one -> lines.add(name + one));
      } else {
        lines.add(name + (value.isTextual() ? value.textValue() : value));
      }
    }
    lines.addAll(below);
    return lines;
  }

  private static boolean isFlat(JsonNode list) {
    for (JsonNode one : list) {
      for (JsonNode cell : one) {
        if (cell.isArray()) {
          return false;
        }
      }
    }
    return !list.isEmpty();
  }
}
