package dev.potoroo;

import java.util.Optional;

/** The step that an {@link Async} is: what it does when a call has ended. */
final class AsyncStep {
  private AsyncStep() {}

  static <I, R> Step<I, CallCount, R> of(String name, Async<I, R> async) {
    Step<I, CallCount, R> step =
        Step.named(name)
            .in(async.input())
            .state(CallCount.class, () -> new CallCount(0))
            .out(async.output())
            .on(async.input(), new OnEnd<I, R>(name, async));
    step = async.ttl().isPresent() ? step.ttl(async.ttl().get()) : step;
    Optional<ErrorPolicy> policy = async.errorPolicy();
    return policy.isPresent() ? step.onError(policy.get()) : step;
  }

  /** Counts the call and sends on its answer; gets a {@link CallEnd} in place of each record. */
  record OnEnd<I, R>(String step, Async<I, R> async) implements Handler<CallCount, I, R> {
    @Override
    public Next<CallCount, R> handle(CallCount count, I record, Context<CallCount, R> ctx)
        throws Exception {
      if (!(record instanceof CallEnd end)) {
        throw new IllegalStateException(
            "what step ["
                + step
                + "] makes of a record depends on a call to the outside, which is made by a running"
                + " pipeline only");
      }
      Object answer = end.answer();
      Next<CallCount, R> next = ctx.become(count.next());
      return answer == null ? next : next.emit(Unchecked.<R>cast(answer));
    }
  }
}
