package dev.potoroo;

import org.jspecify.annotations.Nullable;

/**
 * A function of one record that may throw. What it throws is handled by the error policy in force
 * where it is used.
 *
 * @param <A> what goes in
 * @param <B> what comes out
 */
@FunctionalInterface
public interface Fn<A, B extends @Nullable Object> {
  /**
   * Applies this function. Must not block and must not keep state between calls: several threads
   * call it.
   */
  B apply(A in) throws Exception;
}
