package dev.potoroo;

/**
 * What one state object does with one record: a function of the state and the record, whose result
 * says what is to happen. Nothing has happened until it returns; if it throws, the object is as if
 * the record had never been seen and the step's {@link ErrorPolicy} decides what becomes of the
 * record.
 *
 * <p>Calls for one key never overlap and follow the order in which the records arrived. Calls for
 * different keys run in parallel, so a handler must not share mutable data with others.
 *
 * @param <S> the state
 * @param <X> the record
 * @param <O> what the step emits
 */
@FunctionalInterface
public interface Handler<S, X, O> {
  /**
   * Decides; the result comes from {@code ctx} ({@code ctx.become(...)}, {@code ctx.keep()}, {@code
   * ctx.clear()}).
   */
  Next<S, O> handle(S state, X record, Context<S, O> ctx) throws Exception;
}
