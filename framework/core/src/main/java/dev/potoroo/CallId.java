package dev.potoroo;

/**
 * Which call it is: the same each time the call for a record is made, also after a crash or on
 * another node; another one for each record. So whoever is called can tell that it knows the call
 * already.
 *
 * @param step the name of the step
 * @param key the key of the record
 * @param number of the call among those of its key, from 0
 */
public record CallId(String step, String key, long number) {
  /** One text for all of it, such as for an {@code Idempotency-Key}. */
  @Override
  public String toString() {
    return step + "/" + key + "/" + number;
  }
}
