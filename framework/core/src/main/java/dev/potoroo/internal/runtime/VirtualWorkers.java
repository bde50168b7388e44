package dev.potoroo.internal.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The calling thread does everything, at once; a pause moves the time on. */
final class VirtualWorkers implements Workers {
  private final VirtualTime time;

  VirtualWorkers(VirtualTime time) {
    this.time = time;
  }

  @Override
  public ExecutorService pool(String name, int count) {
    return new AtOnce();
  }

  @Override
  public boolean oneThread() {
    return true;
  }

  @Override
  public void pause(Duration pause, BooleanSupplier over) {
    time.moveTo(time.now().plus(pause));
  }

  @Override
  public void after(Duration delay, Runnable task) {
    time.after(delay, task);
  }

  private static final class AtOnce extends AbstractExecutorService {
    private boolean shutdown;

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return shutdown;
    }
  }
}
