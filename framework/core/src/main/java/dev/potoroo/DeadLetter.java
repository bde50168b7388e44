package dev.potoroo;

import java.time.Instant;
import java.util.Optional;

/**
 * A record that could not be processed.
 *
 * @param time when it was given up
 * @param pipeline the pipeline's name
 * @param at the source, step or sink at which it failed
 * @param key the key, if the record had got one
 * @param position the record's position in its source partition, -1 if it has none there
 * @param reason a stable word for programs: {@code decode}, {@code framing}, {@code too-large},
 *     {@code event-time}, {@code key}, {@code operator}, {@code handler}, {@code encode}
 * @param error what went wrong, for people
 * @param raw the raw bytes as received, or the record as JSON if it failed past the source; cut to
 *     {@code potoroo.dead-letters.max-raw-size}
 * @param rawSizeBytes how many raw bytes there were
 */
public record DeadLetter(
    Instant time,
    String pipeline,
    String at,
    Optional<String> key,
    long position,
    String reason,
    String error,
    byte[] raw,
    long rawSizeBytes) {}
