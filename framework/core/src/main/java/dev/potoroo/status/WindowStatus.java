package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A window of a key that still takes records.
 *
 * @param start when it begins
 * @param end when it ends, exclusive
 * @param records how many are in it
 * @param over whether it has ended and given its result, and waits for late records
 * @param gathered what its aggregate has gathered, as JSON; null if that would make the answer too
 *     large: it is in the state
 */
public record WindowStatus(
    Instant start, Instant end, long records, boolean over, JsonNode gathered) {}
