package dev.potoroo;

import java.time.Instant;

/**
 * The result of a window of one key.
 *
 * @param key the key
 * @param start when the window begins, inclusive; of a session, and of a window that counts
 *     records, the time of its earliest record
 * @param end when it ends, exclusive; of a session, the time of its last record and the gap; of a
 *     window that counts records, the time of its latest record
 * @param value what the aggregate has given
 * @param <R> the result
 */
public record Windowed<R>(String key, Instant start, Instant end, R value) {}
