package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * A quarantined key.
 *
 * @param pipeline the pipeline's name
 * @param step the step's name
 * @param key the key
 * @param reason what has failed, a stable word for programs: {@code handler}; {@code state}, which
 *     could not be decoded; {@code decode}, a held record could not
 * @param errorType the class of the error
 * @param error what went wrong, for people
 * @param since when the key was parked
 * @param held how many records are held
 * @param head the number of the first of them, the one that failed; it grows with each one that is
 *     handled or skipped
 * @param records the first of them, as JSON
 * @param shard the number of the key's shard
 * @param node the address of its node, {@code host:port}
 */
public record QuarantineStatus(
    String pipeline,
    String step,
    String key,
    String reason,
    String errorType,
    String error,
    Instant since,
    long held,
    long head,
    List<JsonNode> records,
    int shard,
    String node) {}
