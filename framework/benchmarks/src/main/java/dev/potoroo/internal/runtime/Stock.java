package dev.potoroo.internal.runtime;

/** A small state. */
record Stock(double last, double high, long count) {}
