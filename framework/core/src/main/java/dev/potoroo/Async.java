package dev.potoroo;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Calls that may wait, one for each record: of an HTTP service, a database, anything outside. What
 * a call answers goes on as a record. A value: immutable, thread-safe.
 *
 * <pre>{@code
 * orders.keyBy(Order::customer)
 *     .async("rating", Async.blocking(Order.class, Rated.class, (order, id) -> rate(order, id))
 *         .parallel(8).timeout(ofSeconds(2)))
 * }</pre>
 *
 * <p>The calls of one key are made one after the other, in the order of its records; those of
 * different keys in parallel, on each node at most {@link #parallel} at a time. A record whose call
 * has not answered is held as part of its key's state: rounds, drains and moves do not wait for it.
 * A call that fails, or has not answered within {@link #timeout}, goes the way of the step's {@link
 * ErrorPolicy}, as a handler does that throws: it is made again, or its record is given up, or the
 * key is quarantined with all that waits.
 *
 * <p><b>Calls are made at least once.</b> After a crash, a rollback or a move, those whose answers
 * were not committed are made again: the outside sees them twice, with the same {@link CallId}, by
 * which it can tell. What the step's state and the pipeline's output come to is exactly once: each
 * record has one answer that counts.
 *
 * @param <I> the records
 * @param <R> what calls answer; {@link Void} if nothing
 */
public final class Async<I, R> {
  private static final int MOST_PARALLEL = 10_000;
  private static final Duration LONGEST = Duration.ofHours(24);

  private final Class<I> input;
  private final Class<R> output;
  private final Call<I, R> call;
  private final Limits limits;
  private final Optional<ErrorPolicy> errorPolicy;

  private record Limits(
      Optional<Integer> parallel, Optional<Duration> timeout, Optional<Duration> ttl) {
    static final Limits AS_SET = new Limits(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private Async(
      Class<I> input,
      Class<R> output,
      Call<I, R> call,
      Limits limits,
      Optional<ErrorPolicy> errorPolicy) {
    this.input = Objects.requireNonNull(input, "input");
    this.output = Objects.requireNonNull(output, "output");
    this.call = Objects.requireNonNull(call, "call");
    this.limits = limits;
    this.errorPolicy = errorPolicy;
  }

  /**
   * Begins a call. It runs on a thread that is there for calls, so it may block too.
   *
   * @param <I> the record
   * @param <R> the answer
   */
  @FunctionalInterface
  public interface Call<I, R> {
    /**
     * Begins; several threads do so at the same time.
     *
     * @param id the same when this call is made again
     * @return completes with the answer, or with null if nothing is to go on; it is cancelled when
     *     the time is up
     * @throws Exception as if the call had failed
     */
    CompletionStage<? extends @Nullable R> start(I record, CallId id) throws Exception;
  }

  /**
   * A call that blocks until it has its answer.
   *
   * @param <I> the record
   * @param <R> the answer
   */
  @FunctionalInterface
  public interface BlockingCall<I, R> {
    /**
     * Calls; several threads do so at the same time. The thread is interrupted when the time is up,
     * and counts as busy until it has returned.
     *
     * @param id the same when this call is made again
     * @return the answer; null if nothing is to go on
     * @throws Exception if it has failed
     */
    @Nullable R call(I record, CallId id) throws Exception;
  }

  /**
   * Calls that answer by and by.
   *
   * @param input the records, which Jackson must be able to write and read, as those of any step
   * @param output what is answered
   */
  public static <I, R> Async<I, R> of(Class<I> input, Class<R> output, Call<I, R> call) {
    return new Async<>(input, output, call, Limits.AS_SET, Optional.empty());
  }

  /** Calls that block; otherwise as {@link #of}. */
  public static <I, R> Async<I, R> blocking(
      Class<I> input, Class<R> output, BlockingCall<I, R> call) {
    Objects.requireNonNull(call, "call");
    return of(
        input,
        output,
        (record, id) -> CompletableFuture.<@Nullable R>completedFuture(call.call(record, id)));
  }

  /**
   * This, with at most so many calls at a time on each node; by default {@code
   * potoroo.async.parallel}. The setting {@code potoroo.steps} overrules it.
   *
   * @param calls 1 to 10 000
   */
  public Async<I, R> parallel(int calls) {
    if (calls < 1 || calls > MOST_PARALLEL) {
      throw new IllegalArgumentException(
          "async: parallel must be 1 to " + MOST_PARALLEL + ", but is [" + calls + "]");
    }
    return with(new Limits(Optional.of(calls), limits.timeout(), limits.ttl()));
  }

  /**
   * This, with calls that fail when they have not answered in that time, with a {@link
   * java.util.concurrent.TimeoutException}; by default {@code potoroo.async.timeout}. The time
   * begins when the call does. The setting {@code potoroo.steps} overrules it.
   *
   * @param longest 1 ms to 24 h
   */
  public Async<I, R> timeout(Duration longest) {
    if (longest.compareTo(LONGEST) > 0 || longest.toMillis() < 1) {
      throw new IllegalArgumentException(
          "async: timeout must be 1 ms to 24 h, but is [" + longest + "]");
    }
    return with(new Limits(limits.parallel(), Optional.of(longest), limits.ttl()));
  }

  /**
   * This, with keys of which nothing is kept when they had no record for so long, as {@link
   * Step#ttl} says; by default the number of a key's calls is kept for ever. After it, numbers
   * begin at 0 again, so it should be longer than the other side remembers {@link CallId}s.
   */
  public Async<I, R> ttl(Duration age) {
    return with(new Limits(limits.parallel(), limits.timeout(), Optional.of(age)));
  }

  /** This, with a policy for calls that fail; by default the pipeline's. */
  public Async<I, R> onError(ErrorPolicy policy) {
    return new Async<>(input, output, call, limits, Optional.of(policy));
  }

  private Async<I, R> with(Limits changed) {
    return new Async<>(input, output, call, changed, errorPolicy);
  }

  Class<I> input() {
    return input;
  }

  Class<R> output() {
    return output;
  }

  Optional<Duration> ttl() {
    return limits.ttl();
  }

  Optional<ErrorPolicy> errorPolicy() {
    return errorPolicy;
  }

  /** How calls are begun. */
  public Call<I, R> call() {
    return call;
  }

  /** How many calls there may be at a time on each node, if it is said here. */
  public Optional<Integer> parallel() {
    return limits.parallel();
  }

  /** How long a call may take, if it is said here. */
  public Optional<Duration> timeout() {
    return limits.timeout();
  }
}
