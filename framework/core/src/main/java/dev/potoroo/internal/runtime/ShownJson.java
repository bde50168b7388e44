package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.potoroo.JacksonSupport;
import org.jspecify.annotations.Nullable;

/** Values of the application's own types as JSON, for people. */
final class ShownJson {
  private ShownJson() {}

  /**
   * A value as Jackson writes it, but for what nobody is to see; one that it cannot write says so.
   * Never throws.
   */
  static JsonNode of(@Nullable Object value, Masking masking) {
    try {
      JsonNode whole = JacksonSupport.json().valueToTree(value);
      return value == null ? whole : masking.masked(whole, value.getClass());
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return TextNode.valueOf("cannot be shown: " + Fatal.describe(e));
    }
  }
}
