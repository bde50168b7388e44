package dev.potoroo;

/**
 * When a source's records happened.
 *
 * @param extractor gives a record's time
 * @param watermark what that says about the time of the others
 * @param <T> the records
 */
public record EventTime<T>(Fn<T, java.time.Instant> extractor, Watermark watermark) {}
