package dev.potoroo.internal.runtime;

import dev.potoroo.Async;
import dev.potoroo.CallEnd;
import dev.potoroo.CallId;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.NodeMetrics.CallMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of one async step on one node: on threads of its own, so many at a time, for so
 * long at most. Thread-safe.
 */
final class CallDesk {
  private final Async.Call<Object, Object> call;
  private final Duration timeout;
  private final Workers workers;
  private final ExecutorService threads;
  private final CallLine<Asked> line;
  private final AtomicLong pending = new AtomicLong();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder timedOut = new LongAdder();

  /** A call to be made; {@code then} is called once, by any thread. */
  private record Asked(long generation, CallId id, Object record, Consumer<CallEnd> then) {}

  /**
   * Makes one.
   *
   * @param wanted whether calls that a generation has asked for should still be made
   */
  CallDesk(
      StepVertex vertex, PipelineSettings.Async settings, Workers workers, LongPredicate wanted) {
    Async<?, ?> async = vertex.step().async().orElseThrow();
    int parallel = async.parallel().orElse(settings.parallel());
    this.call = of(async);
    this.timeout = async.timeout().orElse(settings.timeout());
    this.workers = workers;
    this.threads = workers.pool("call-" + vertex.name(), parallel);
    this.line = new CallLine<>(parallel, asked -> wanted.test(asked.generation()));
  }

  @SuppressWarnings("unchecked")
  private static Async.Call<Object, Object> of(Async<?, ?> async) {
    return (Async.Call<Object, Object>) async.call();
  }

  /**
   * Makes a call as soon as it is its turn.
   *
   * @param generation that asks for it
   * @param then called once with what came of it, by any thread; never, if the generation is over
   *     before it is its turn
   */
  void ask(long generation, CallId id, Object record, Consumer<CallEnd> then) {
    Asked asked = new Asked(generation, id, record, then);
    if (line.begins(asked)) {
      begin(asked);
    }
  }

  private void begin(Asked asked) {
    CompletableFuture<@Nullable Object> end = new CompletableFuture<>();
    CompletableFuture<@Nullable Void> returned = new CompletableFuture<>();
    FutureTask<@Nullable Void> task = new FutureTask<>(() -> run(asked, end, returned), null);
    var unused =
        end.whenComplete(
            (answer, error) -> {
              if (error instanceof TimeoutException) {
                task.cancel(true);
              }
              count(error);
              asked.then().accept(new CallEnd(answer, error));
            });
    // A thread that does not heed its interruption is busy, whatever became of its call.
    var unusedToo =
        CompletableFuture.allOf(end.handle((answer, error) -> null), returned)
            .thenRun(() -> line.over().ifPresent(this::begin));
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      // The node has ended: whoever goes on makes the call.
      return;
    }
  }

  private void run(
      Asked asked,
      CompletableFuture<@Nullable Object> end,
      CompletableFuture<@Nullable Void> returned) {
    try {
      limit(asked, end);
      pass(call.start(asked.record(), asked.id()), end);
    } catch (Throwable error) {
      end.completeExceptionally(error);
    } finally {
      returned.complete(null);
    }
  }

  private void pass(
      @Nullable CompletionStage<? extends @Nullable Object> stage,
      CompletableFuture<@Nullable Object> end)
      throws Exception {
    if (stage == null) {
      throw new IllegalStateException(
          "the call has returned null in place of a CompletionStage. Give one that completes with"
              + " the answer.");
    }
    CompletableFuture<? extends @Nullable Object> future = stage.toCompletableFuture();
    if (workers.oneThread()) {
      end.complete(future.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
      return;
    }
    var unused =
        future.whenComplete(
            (answer, error) -> {
              if (error == null) {
                end.complete(answer);
              } else {
                end.completeExceptionally(error);
              }
            });
    var unusedToo =
        end.whenComplete(
            (answer, error) -> {
              if (error instanceof TimeoutException) {
                future.cancel(true);
              }
            });
  }

  private void limit(Asked asked, CompletableFuture<@Nullable Object> end) {
    CompletableFuture<@Nullable Void> time = new CompletableFuture<>();
    var unused =
        time.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete(
                (nothing, late) -> {
                  if (late != null) {
                    end.completeExceptionally(
                        new TimeoutException(
                            "call ["
                                + asked.id()
                                + "] has not answered within ["
                                + timeout.toMillis()
                                + "ms]"));
                  }
                });
    var unusedToo = end.whenComplete((answer, error) -> time.complete(null));
  }

  private void count(@Nullable Throwable error) {
    if (error == null) {
      answered.increment();
    } else if (error instanceof TimeoutException) {
      timedOut.increment();
    } else {
      failed.increment();
    }
  }

  /** How many records are held that wait for calls. */
  AtomicLong pending() {
    return pending;
  }

  /** The node has ended: calls that block are interrupted, and none begins any more. */
  void close() {
    threads.shutdownNow();
  }

  CallMetrics metrics() {
    return new CallMetrics(
        line.underWay(), pending.get(), answered.sum(), failed.sum(), timedOut.sum());
  }
}
