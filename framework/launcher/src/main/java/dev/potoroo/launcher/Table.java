package dev.potoroo.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Objects of the same fields as a table for people: names above, numbers to the right, and of those
 * that are no whole ones what matters.
 */
final class Table {
  private static final MathContext DIGITS = new MathContext(4);

  private Table() {}

  static List<String> of(JsonNode items) {
    Set<String> names = new LinkedHashSet<>();
    items.forEach(item -> item.fieldNames().forEachRemaining(names::add));
    List<StringBuilder> lines = new ArrayList<>();
    for (int i = 0; i <= items.size(); i++) {
      lines.add(new StringBuilder());
    }
    for (String name : names) {
      column(items, name, lines);
    }
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }

  private static void column(JsonNode items, String name, List<StringBuilder> lines) {
    List<String> cells = new ArrayList<>(List.of(name));
    boolean number = items.size() > 0;
    for (JsonNode item : items) {
      JsonNode value = item.path(name);
      number &= value.isNumber() || value.isNull();
      cells.add(text(value));
    }
    int width = cells.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < cells.size(); i++) {
      String gap = " ".repeat(width - cells.get(i).length());
      lines
          .get(i)
          .append(lines.get(i).length() == 0 ? "" : "  ")
          .append(number ? gap + cells.get(i) : cells.get(i) + gap);
    }
  }

  private static String text(JsonNode value) {
    if (value.isFloatingPointNumber()) {
      BigDecimal number = value.decimalValue();
      // Digits before the point are never cut off.
      int whole = number.precision() - number.scale();
      return (whole > DIGITS.getPrecision()
              ? number.setScale(0, RoundingMode.HALF_EVEN)
              : number.round(DIGITS).stripTrailingZeros())
          .toPlainString();
    }
    return value.isNull() || value.isMissingNode()
        ? "-"
        : value.isTextual() ? value.textValue() : value.toString();
  }
}
