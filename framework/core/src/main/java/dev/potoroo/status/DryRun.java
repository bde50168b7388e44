package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.Next;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a record would do to a state object. Nothing of it has happened.
 *
 * @param change what would become of the state; null if the handler threw
 * @param before the state as it is; null if there is no object
 * @param after what it would be; null if there would be no object, or the handler threw
 * @param patch from one to the other, a JSON Patch (RFC 6902); null if the handler threw
 * @param outputs what the step would emit
 * @param timers which timers would be set or cancelled, for people
 * @param error what the handler threw; null if nothing
 * @param errorType its class
 * @param onError what the step's error policy does with such an error, for people; null if the
 *     handler threw nothing
 * @param version how many updates the object has seen
 * @param live whether the state was read from the live object; if not, it is that of the last
 *     commit, or there is no object
 */
public record DryRun(
    Next.@Nullable Change change,
    @Nullable JsonNode before,
    @Nullable JsonNode after,
    @Nullable JsonNode patch,
    List<JsonNode> outputs,
    List<String> timers,
    @Nullable String error,
    @Nullable String errorType,
    @Nullable String onError,
    long version,
    boolean live) {

  /** A value that is JSON's null is none. */
  public DryRun {
    before = none(before);
    after = none(after);
    patch = none(patch);
  }

  private static @Nullable JsonNode none(@Nullable JsonNode value) {
    return value == null || value.isNull() ? null : value;
  }
}
