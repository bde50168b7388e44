package dev.potoroo.internal.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Who does what a node does beside its lanes, and how time passes for it: threads and real time, or
 * one thread and a time that is moved on.
 */
interface Workers {

  /** After how long without work a thread ends. */
  int IDLE_SECONDS = 10;

  /** Workers of which up to {@code count} are busy at a time. */
  ExecutorService pool(String name, int count);

  /** Lets {@code time} pass for the calling thread, or less if {@code over} says so meanwhile. */
  void pause(Duration time, BooleanSupplier over);

  /** Does {@code task}, which must not block, when {@code time} has passed; any thread does it. */
  void after(Duration time, Runnable task);

  /** Whether the calling thread does all there is: what has not ended then is to be waited for. */
  boolean oneThread();

  /** Threads, and real time. */
  static Workers threads(Function<String, ThreadFactory> threads) {
    return new Workers() {
      @Override
      public ExecutorService pool(String name, int count) {
        ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads.apply(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
      }

      @Override
      public boolean oneThread() {
        return false;
      }

      @Override
      public void pause(Duration time, BooleanSupplier over) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos();
            left > 0 && !over.getAsBoolean();
            left = until - System.nanoTime()) {
          LockSupport.parkNanos(this, left);
        }
      }

      @Override
      public void after(Duration time, Runnable task) {
        CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
            .execute(task);
      }
    };
  }
}
