package dev.potoroo.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** How long a test waits for real nodes, and what it says when they have taken longer. */
final class Patience {
  static final Duration TIME = Duration.ofSeconds(90);
  private static final long BETWEEN_LOOKS_NANOS = 20_000_000;

  private Patience() {}

  /**
   * Looks again and again until there is something, for the first time in a moment.
   *
   * @param what is waited for
   * @param look what there is; fails if there can never be anything
   */
  static <T> T until(Supplier<String> what, Supplier<Optional<T>> look) {
    long until = System.nanoTime() + TIME.toNanos();
    while (true) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
      Optional<T> seen = look.get();
      if (seen.isPresent()) {
        return seen.get();
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted while waiting for " + what.get());
      }
      if (System.nanoTime() > until) {
        throw new IllegalStateException("waited [" + TIME + "] for " + what.get());
      }
    }
  }

  /** Waits for an answer. */
  static <T> T answer(CompletionStage<T> asked, String what) {
    try {
      return asked.toCompletableFuture().get(TIME.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + what, e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("waited [" + TIME + "] for " + what, e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException clear
          ? clear
          : new IllegalStateException(e.getCause());
    }
  }
}
