package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Repair} or {@link SourceOrder} that was done, or a {@link Note} of what was ordered.
 * Entries are never changed.
 *
 * @param time when
 * @param node the address of the node that did it, {@code host:port}
 * @param step the step's name; of an order for a source its name; empty if it was for all of them
 *     or for the pipeline
 * @param key the key; empty if it was for a source or the pipeline
 * @param action the name of what was done, of {@link Repair.Action}, {@link SourceOrder.Action} or
 *     {@link Note.Action}
 * @param by who ordered it: the name of the token that was sent; null if none was
 * @param reason why, as it was said
 * @param versionBefore the object's version before
 * @param versionAfter the object's version after
 * @param before the state or record that was replaced, skipped or removed; null if there was none
 * @param after what took its place, or the detail of a note; null if there is nothing
 */
public record AuditEntry(
    Instant time,
    String node,
    String step,
    String key,
    String action,
    @Nullable String by,
    String reason,
    long versionBefore,
    long versionAfter,
    @Nullable JsonNode before,
    @Nullable JsonNode after) {}
