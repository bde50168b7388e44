package dev.potoroo;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * What a {@link Handler} knows beside state and record. All of it is reproducible: handling the
 * same record again gives the same answers. Valid only during the call; not to be kept or handed to
 * another thread.
 *
 * @param <S> the state
 * @param <O> what the step emits
 */
public interface Context<S, O> {
  /** The key of this state object. */
  String key();

  /** The processing time of this record. It may be the same for records handled together. */
  Instant now();

  /**
   * How far the pipeline's event time has come: earlier records are not expected any more. The same
   * for all keys and steps, and constant during a round. {@link Instant#MIN} before any source has
   * said anything, {@link Instant#MAX} when all input was read.
   */
  Instant eventTime();

  /**
   * The value of reference data, the same for all keys on all nodes and constant during a round;
   * see {@link Ref}. It must not be changed.
   *
   * @param ref one that the step {@linkplain Step#reads says it reads}
   * @throws IllegalStateException if the step does not say so
   */
  <T> T ref(Ref<T> ref);

  /**
   * Random numbers, seeded by step, key and the object's version: the same again if the record is
   * handled again.
   */
  RandomGenerator random();

  /** The object's state becomes {@code state}, which must not be null (see {@link #clear()}). */
  Next<S, O> become(S state);

  /**
   * The object stays as it is. For a {@linkplain Step.State#mutableState mutable} state: as the
   * handler left it, which counts as an update.
   */
  Next<S, O> keep();

  /** The object is removed; a later record of this key finds the initial state. */
  Next<S, O> clear();
}
