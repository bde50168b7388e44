package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.status.TailEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes events small enough for a message. Pure. */
final class Tails {
  private static final int PARTS = 8;

  private Tails() {}

  /** An event without those fields that are larger than a small part of a message. */
  static TailEvent withoutLarge(TailEvent event, int maxBytes) {
    int most = maxBytes / PARTS;
    List<String> omitted = new ArrayList<>(event.omitted());
    int outputs = event.outputs().stream().mapToInt(one -> one.toString().length()).sum();
    if (outputs > most) {
      omitted.add("outputs");
    }
    String error = event.error();
    return new TailEvent(
        event.kind(),
        event.time(),
        event.node(),
        event.generation(),
        event.skipped(),
        kept("record", event.record(), most, omitted),
        kept("before", event.before(), most, omitted),
        kept("patch", event.patch(), most, omitted),
        outputs > most ? List.of() : event.outputs(),
        event.version(),
        event.micros(),
        error == null || error.length() <= most / 3 ? error : error.substring(0, most / 3),
        omitted);
  }

  private static @Nullable JsonNode kept(
      String field, @Nullable JsonNode value, int most, List<String> omitted) {
    if (value == null || value.toString().length() <= most) {
      return value;
    }
    omitted.add(field);
    return null;
  }
}
