package dev.potoroo.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.JacksonSupport;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares one value in a state, as JSON, with another one: {@code /count>100}, {@code
 * /owner/name=ann}, {@code /open!=true}.
 *
 * <p>Numbers are compared as numbers, texts in the order of their UTF-16 code units. Values of
 * different kinds are not equal, and neither is less; of a value that is not there nothing holds.
 *
 * @param pointer where the value is (RFC 6901); empty is the whole state
 * @param operator how to compare
 * @param value with what
 */
public record StatePredicate(String pointer, Operator operator, JsonNode value) {
  private static final Pattern FORM =
      Pattern.compile("((?:/[^=!<>]*)?)(=|!=|<=|>=|<|>)(.*)", Pattern.DOTALL);

  /** How values are compared. */
  public enum Operator {
    /** {@code =} */
    EQUAL("="),
    /** {@code !=} */
    NOT_EQUAL("!="),
    /** {@code <} */
    LESS("<"),
    /** {@code <=} */
    AT_MOST("<="),
    /** {@code >} */
    MORE(">"),
    /** {@code >=} */
    AT_LEAST(">=");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    private static Operator of(String sign) {
      for (Operator one : values()) {
        if (one.sign.equals(sign)) {
          return one;
        }
      }
      throw new IllegalArgumentException("there is no operator [" + sign + "]");
    }
  }

  /**
   * Reads such a text. What is compared with is JSON, or a text if it is none.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public static StatePredicate parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%s] is not a JSON pointer, one of [= != < <= > >=] and a value, such as"
                  + " [/count>100]",
              text));
    }
    String pointer = form.group(1).strip();
    return new StatePredicate(pointer, Operator.of(form.group(2)), value(form.group(3).strip()));
  }

  private static JsonNode value(String text) {
    try {
      JsonNode value = JacksonSupport.json().readTree(text);
      if (!value.isMissingNode()) {
        return value;
      }
    } catch (JsonProcessingException e) {
      // A word need not be quoted.
    }
    return TextNode.valueOf(text);
  }

  /** Whether it holds of a state. */
  public boolean test(JsonNode state) {
    JsonNode found = state.at(pointer);
    if (found.isMissingNode()) {
      return false;
    }
    if (found.isNumber() && value.isNumber()) {
      return holds(found.decimalValue().compareTo(value.decimalValue()));
    }
    if (found.isTextual() && value.isTextual()) {
      return holds(found.textValue().compareTo(value.textValue()));
    }
    return switch (operator) {
      case EQUAL -> found.equals(value);
      case NOT_EQUAL -> !found.equals(value);
      default -> false;
    };
  }

  private boolean holds(int order) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case AT_MOST -> order <= 0;
      case MORE -> order > 0;
      case AT_LEAST -> order >= 0;
    };
  }
}
