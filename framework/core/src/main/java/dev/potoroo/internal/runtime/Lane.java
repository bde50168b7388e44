package dev.potoroo.internal.runtime;

import dev.potoroo.internal.metrics.BusyTime;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A single-threaded event loop, one per core. What its own thread schedules goes to a plain queue
 * and is done before anything that comes from outside; so a batch and all that follows from it on
 * this lane is done before the next batch is begun.
 */
final class Lane implements Executor {
  private static final int SPINS_BEFORE_SLEEP = 64;

  private final int index;
  private final Thread thread;
  private final Consumer<Throwable> onFailure;
  private final ArrayDeque<Runnable> local = new ArrayDeque<>(1024);
  private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final BusyTime busyTime = new BusyTime();
  private volatile boolean asleep;
  private volatile boolean stopped;

  Lane(int index, ThreadFactory threads, Consumer<Throwable> onFailure) {
    this.index = index;
    this.onFailure = onFailure;
    this.thread = threads.newThread(this::loop);
  }

  /**
   * A lane without a thread of its own: the calling thread is its thread, and does what there is to
   * do when it calls {@link #runAll}.
   */
  static Lane ofCaller(int index, Consumer<Throwable> onFailure) {
    Lane lane = new Lane(index, task -> Thread.currentThread(), onFailure);
    // Between two calls it does nothing: busy is what has something in its queue.
    lane.asleep = true;
    return lane;
  }

  int index() {
    return index;
  }

  void start() {
    thread.start();
  }

  /** Ends the loop; what is queued is not done. */
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void execute(Runnable task) {
    if (Thread.currentThread() == thread) {
      local.add(task);
      return;
    }
    inbox.add(task);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  /** Does {@code task} after all that has come from outside before it. */
  void later(Runnable task) {
    inbox.add(task);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  /** Whether it has anything to do at the moment. */
  boolean busy() {
    return !asleep || !inbox.isEmpty();
  }

  /** For how long it has had something to do. */
  long busyNanos() {
    return busyTime.busyNanos(System.nanoTime());
  }

  private void loop() {
    busyTime.begins(System.nanoTime());
    while (!stopped) {
      if (!runAll()) {
        sleep();
      }
    }
  }

  /** Does all that there is to do; false if there was nothing. */
  boolean runAll() {
    return runSome(Integer.MAX_VALUE);
  }

  /** As {@link #runAll}, but no more than {@code most} tasks. */
  boolean runSome(int most) {
    int done = 0;
    while (done < most && !stopped) {
      Runnable task = next();
      if (task == null) {
        break;
      }
      done++;
      try {
        task.run();
      } catch (Throwable t) {
        // A lane must outlive a defect: it carries actors that still have to stop.
        onFailure.accept(t);
      }
    }
    return done > 0;
  }

  private @Nullable Runnable next() {
    Runnable task = local.poll();
    return task != null ? task : inbox.poll();
  }

  private void sleep() {
    for (int i = 0; i < SPINS_BEFORE_SLEEP; i++) {
      if (!inbox.isEmpty()) {
        return;
      }
      Thread.onSpinWait();
    }
    asleep = true;
    // Looked at again after the flag is up: execute() looks at the flag after it has added.
    if (inbox.isEmpty() && !stopped) {
      busyTime.sleeps(System.nanoTime());
      LockSupport.park(this);
      busyTime.wakes(System.nanoTime());
      // Left by user code, an interrupt would keep the lane from sleeping ever again.
      Thread.interrupted();
    }
    asleep = false;
  }
}
