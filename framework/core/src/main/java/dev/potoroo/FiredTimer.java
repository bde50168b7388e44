package dev.potoroo;

/**
 * A timer that has fired. It goes to its object in place of a record; if its handler throws, the
 * step's {@link ErrorPolicy} decides what becomes of it, and this is what is seen in the dead
 * letters.
 *
 * @param timer its name
 * @param eventTime whether it went by event time
 * @param at when it was due, in milliseconds since 1970
 */
public record FiredTimer(String timer, boolean eventTime, long at) {
  /** The timer by which objects age (see {@link Step#ttl}); a name that users cannot give. */
  public static final String TTL = ".ttl";
}
