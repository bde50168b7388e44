package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a state object was: as of the last commit, and the versions before that are kept.
 *
 * @param step the step's name
 * @param key the key
 * @param keeps how many superseded versions of an object are kept, at most
 * @param keptFor how long after they were superseded
 * @param current the object as of the last commit; null if there is none
 * @param superseded what it was before, the latest first
 * @param older how many more are kept than were asked for
 */
public record EntityHistory(
    String step,
    String key,
    int keeps,
    Duration keptFor,
    @Nullable Current current,
    List<Superseded> superseded,
    int older) {

  /**
   * The object as of the last commit.
   *
   * @param version how many updates it has seen
   * @param round the round that wrote it
   * @param lastTouched when its last record was handled
   * @param state its state
   */
  public record Current(long version, long round, Instant lastTouched, JsonNode state) {}

  /**
   * A version that is not the last one.
   *
   * @param version how many updates the object had seen
   * @param round the round that wrote it
   * @param lastTouched when its last record was handled
   * @param supersededIn the round that wrote what came after it
   * @param supersededAt when that was
   * @param removed whether the object was removed by that
   * @param state its state; null if it was larger than {@code potoroo.history.size}
   * @param patch what the next version made of the state, a JSON Patch (RFC 6902); null if the
   *     object was removed, or one of the states is not kept
   */
  public record Superseded(
      long version,
      long round,
      Instant lastTouched,
      long supersededIn,
      Instant supersededAt,
      boolean removed,
      @Nullable JsonNode state,
      @Nullable JsonNode patch) {}
}
