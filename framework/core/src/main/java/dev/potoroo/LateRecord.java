package dev.potoroo;

/**
 * A record that came when all windows that it belongs to were closed.
 *
 * @param record the record
 */
record LateRecord(Object record) {}
