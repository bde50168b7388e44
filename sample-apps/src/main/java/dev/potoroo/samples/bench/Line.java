package dev.potoroo.samples.bench;

/** A line of words with a blank between each two. */
public record Line(String text) {}
