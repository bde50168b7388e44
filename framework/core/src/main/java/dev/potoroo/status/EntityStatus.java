package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One state object.
 *
 * @param pipeline the pipeline's name
 * @param step the step's name
 * @param key its key
 * @param state its state as JSON
 * @param version how many updates it has seen
 * @param held how many records of its key are held back: they wait for a call of an async step, to
 *     be tried again, or for somebody to release the key
 * @param lastTouched when its last record was handled
 * @param timers its timers that have not fired, the next one first
 * @param windows if its step is one of windows, those that still take records, the next to end
 *     first, 20 at most; empty if it is not
 * @param moreWindows whether there are others, which end later
 * @param granularity {@code object} if the object has an actor, {@code dense} if its step is dense
 * @param shard the number of its shard
 * @param node the address of the node that it lives on, {@code host:port}
 * @param live whether it was read from the live object, with all that it has seen; if not, it is as
 *     of the last commit
 * @param committedRound the round of that commit; null if it was read from the live object
 */
public record EntityStatus(
    String pipeline,
    String step,
    String key,
    JsonNode state,
    long version,
    long held,
    Instant lastTouched,
    List<PendingTimer> timers,
    List<WindowStatus> windows,
    boolean moreWindows,
    String granularity,
    int shard,
    String node,
    boolean live,
    @Nullable Long committedRound) {}
