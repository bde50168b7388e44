package dev.potoroo;

/**
 * What a state object does when one of its timers fires: like a {@link Handler}, without a record.
 * It is called in the object's turn, between two records, and its decision takes effect with the
 * same round as theirs: exactly once. The timer is not set any more when it is called; the handler
 * may set it again.
 *
 * @param <S> the state
 * @param <O> what the step emits
 */
@FunctionalInterface
public interface TimerHandler<S, O> {
  /** Decides; the result comes from {@code ctx}, as in {@link Handler#handle}. */
  Next<S, O> handle(S state, Context<S, O> ctx) throws Exception;
}
