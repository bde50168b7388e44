package dev.potoroo.connector;

import org.jspecify.annotations.Nullable;

/**
 * A record on its way out.
 *
 * @param key what {@code Sink.keyBy} has said of it, or null
 * @param value the record, encoded; not to be changed
 */
public record SinkRecord(@Nullable String key, byte[] value) {}
