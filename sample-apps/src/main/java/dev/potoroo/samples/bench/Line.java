package dev.potoroo.samples.bench;

/** A line of words with a blank between each two. */
record Line(String text) {}
