package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hides the fields that nobody is to see in states and records that are shown: those marked {@link
 * dev.potoroo.Masked}, and those that are configured. Immutable.
 */
final class Masking {
  /** What is shown in their place. */
  static final String MASK = "***";

  /** Hides only what is annotated. */
  static final Masking ANNOTATED = new Masking(List.of());

  private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final List<JsonPointer> paths = new ArrayList<>();

  /**
   * Makes it.
   *
   * @param fields names, in any case and at any depth, and JSON pointers from the top
   */
  Masking(List<String> fields) {
    for (String field : fields) {
      if (field.startsWith("/")) {
        paths.add(JsonPointer.compile(field));
      } else {
        names.add(field);
      }
    }
  }

  /** What may be shown of a value of a class; {@code json} itself if that is all. */
  JsonNode masked(JsonNode json, Class<?> type) {
    return masked(json, MaskedNames.of(type));
  }

  /** As above; {@code annotated} as {@link MaskedNames} finds them. */
  JsonNode masked(JsonNode json, Set<String> annotated) {
    if (annotated.isEmpty() && names.isEmpty() && paths.isEmpty()) {
      return json;
    }
    JsonNode shown = json.deepCopy();
    mask(shown, annotated);
    for (JsonPointer path : paths) {
      JsonNode parent = shown.at(path.head());
      if (!shown.at(path).isMissingNode()) {
        put(parent, path.last(), TextNode.valueOf(MASK));
      }
    }
    return shown;
  }

  private void mask(JsonNode node, Set<String> annotated) {
    if (node instanceof ObjectNode object) {
      for (String name : fieldNames(object)) {
        if (annotated.contains(name) || names.contains(name)) {
          object.put(name, MASK);
        } else {
          mask(object.get(name), annotated);
        }
      }
    } else {
      node.forEach(element -> mask(element, annotated));
    }
  }

  /**
   * What somebody means who has changed what {@link #masked} has shown: masks left as they were
   * stand for what is there now.
   *
   * @param now the value that was shown, unmasked; null if there is none
   */
  JsonNode unmasked(JsonNode changed, @Nullable JsonNode now, Class<?> type) {
    return unmasked(changed, now, MaskedNames.of(type));
  }

  /** As above; {@code annotated} as {@link MaskedNames} finds them. */
  JsonNode unmasked(JsonNode changed, @Nullable JsonNode now, Set<String> annotated) {
    if (now == null) {
      return changed;
    }
    return filled(changed.deepCopy(), now, masked(now, annotated));
  }

  private static JsonNode filled(JsonNode node, JsonNode now, JsonNode shown) {
    if (node instanceof ObjectNode object) {
      for (String name : fieldNames(object)) {
        object.set(name, filled(object.get(name), now.path(name), shown.path(name)));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, filled(array.get(i), now.path(i), shown.path(i)));
      }
    } else if (isMask(node) && isMask(shown)) {
      return now;
    }
    return node;
  }

  private static boolean isMask(JsonNode node) {
    return node.isTextual() && node.textValue().equals(MASK);
  }

  private static void put(JsonNode parent, JsonPointer last, JsonNode value) {
    if (parent instanceof ObjectNode object) {
      object.set(last.getMatchingProperty(), value);
    } else if (parent instanceof ArrayNode array && last.getMatchingIndex() >= 0) {
      array.set(last.getMatchingIndex(), value);
    }
  }

  private static List<String> fieldNames(ObjectNode object) {
    List<String> names = new ArrayList<>(object.size());
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
