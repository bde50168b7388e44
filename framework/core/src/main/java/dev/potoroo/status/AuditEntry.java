package dev.potoroo.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Repair} that was done. Entries are never changed.
 *
 * @param time when
 * @param node the address of the node that did it, {@code host:port}
 * @param step the step's name
 * @param key the key
 * @param action what
 * @param by who ordered it: the name of the token that was sent; null if none was
 * @param reason why, as it was said
 * @param versionBefore the object's version before
 * @param versionAfter the object's version after
 * @param before the state or record that was replaced, skipped or removed; null if there was none
 * @param after what took its place; null if nothing did
 */
public record AuditEntry(
    Instant time,
    String node,
    String step,
    String key,
    Repair.Action action,
    @Nullable String by,
    String reason,
    long versionBefore,
    long versionAfter,
    @Nullable JsonNode before,
    @Nullable JsonNode after) {}
