package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two JSON values as a JSON Patch (RFC 6902), of {@code add}, {@code remove} and
 * {@code replace}. It takes time in proportion to their size: in arrays what is equal at the begin
 * and at the end stays, and what is between is replaced one by one. Pure.
 */
final class JsonPatch {
  private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

  private JsonPatch() {}

  /** What makes {@code after} of {@code before}; empty if they are equal. */
  static ArrayNode between(JsonNode before, JsonNode after) {
    JsonPatch patch = new JsonPatch();
    patch.compare("", before, after);
    return patch.operations;
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    if (before instanceof ObjectNode from && after instanceof ObjectNode to) {
      compareFields(path, from, to);
    } else if (before instanceof ArrayNode from && after instanceof ArrayNode to) {
      compareElements(path, from, to);
    } else if (!before.equals(after)) {
      operation("replace", path, after);
    }
  }

  private void compareFields(String path, ObjectNode before, ObjectNode after) {
    for (Map.Entry<String, JsonNode> field : before.properties()) {
      if (!after.has(field.getKey())) {
        operation("remove", child(path, field.getKey()), null);
      }
    }
    for (Map.Entry<String, JsonNode> field : after.properties()) {
      JsonNode old = before.get(field.getKey());
      if (old == null) {
        operation("add", child(path, field.getKey()), field.getValue());
      } else {
        compare(child(path, field.getKey()), old, field.getValue());
      }
    }
  }

  private void compareElements(String path, ArrayNode before, ArrayNode after) {
    int shorter = Math.min(before.size(), after.size());
    int begin = 0;
    while (begin < shorter && before.get(begin).equals(after.get(begin))) {
      begin++;
    }
    int end = 0;
    while (end < shorter - begin && atEnd(before, end).equals(atEnd(after, end))) {
      end++;
    }
    int both = shorter - begin - end;
    for (int i = begin; i < begin + both; i++) {
      compare(path + "/" + i, before.get(i), after.get(i));
    }
    // From the last one on, so that none has moved yet.
    for (int i = before.size() - end - 1; i >= begin + both; i--) {
      operation("remove", path + "/" + i, null);
    }
    for (int i = begin + both; i < after.size() - end; i++) {
      operation("add", path + "/" + i, after.get(i));
    }
  }

  private static JsonNode atEnd(ArrayNode array, int back) {
    return array.get(array.size() - 1 - back);
  }

  private static String child(String path, String name) {
    return path + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private void operation(String op, String path, @Nullable JsonNode value) {
    ObjectNode operation = operations.addObject().put("op", op).put("path", path);
    if (value != null) {
      operation.set("value", value);
    }
  }
}
