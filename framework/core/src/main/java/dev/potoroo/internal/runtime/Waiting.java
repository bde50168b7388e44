package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for what other threads do. */
final class Waiting {
  private Waiting() {}

  /**
   * Returns what it comes to, or throws the {@link PotorooException} or {@link
   * NodeStore.UnwantedException} that it fails with.
   */
  static <T> T on(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PotorooException clear) {
        throw clear;
      }
      if (e.getCause() instanceof NodeStore.UnwantedException unwanted) {
        throw unwanted;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
