package dev.potoroo.internal.runtime;

/**
 * Marks what nodes send each other: written by Jackson as CBOR, see the binding in the Pekko
 * settings.
 */
interface WireMessage {}
