package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is told to somebody who follows a key. Between two records there may be others
 * that are not told: {@code skipped} says how many.
 *
 * @param kind what it tells
 * @param time when
 * @param node the address of the node that the key lives on, {@code host:port}
 * @param generation the generation; in a new one, what the last commit does not have is undone, and
 *     comes again
 * @param skipped how many records of the key were handled and not told since the event before
 * @param record the record that came in, or the timer that fired; null if it is none of these
 * @param before the state before, if the event before has not told it; null also if there was no
 *     object
 * @param patch what the record has changed of the state, a JSON Patch (RFC 6902); no object is
 *     {@code null}; null if the handler threw
 * @param outputs what the step has emitted
 * @param version how many updates the object has seen then
 * @param micros how long the handler took, in microseconds
 * @param error what the handler threw; null if nothing
 * @param omitted which of these fields are not told since they are too large
 */
public record TailEvent(
    Kind kind,
    Instant time,
    String node,
    long generation,
    long skipped,
    @Nullable JsonNode record,
    @Nullable JsonNode before,
    @Nullable JsonNode patch,
    List<JsonNode> outputs,
    long version,
    long micros,
    @Nullable String error,
    List<String> omitted) {

  /** What an event tells. */
  public enum Kind {
    /** A record was handled. */
    RECORD,
    /** Records were handled that are not told; no other event says so. */
    SKIPPED,
    /**
     * The key is followed, from now on: at first, and after a new generation or on another node.
     * What happened to it in between is not told.
     */
    FOLLOWING,
    /** The key's node does not answer at the moment. It is asked again. */
    UNREACHABLE
  }

  /** A value that is JSON's null is none. */
  public TailEvent {
    record = none(record);
    before = none(before);
    patch = none(patch);
  }

  private static @Nullable JsonNode none(@Nullable JsonNode value) {
    return value == null || value.isNull() ? null : value;
  }

  /** An event that is about no record. */
  public static TailEvent of(Kind kind, Instant time, String node, long generation, long skipped) {
    return new TailEvent(
        kind, time, node, generation, skipped, null, null, null, List.of(), 0, 0, null, List.of());
  }
}
