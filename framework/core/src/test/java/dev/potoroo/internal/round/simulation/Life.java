package dev.potoroo.internal.round.simulation;

import java.util.ArrayDeque;

/** Whether a process lives, and when it is awake. */
final class Life {
  private final Scheduler scheduler;
  private final ArrayDeque<Runnable> missed = new ArrayDeque<>();
  private boolean alive = true;
  private long pausedUntil;

  Life(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Lets the process do something later, if it still lives then, and when it is awake. */
  void after(long delay, Runnable what) {
    scheduler.after(delay, () -> run(what));
  }

  private void run(Runnable what) {
    if (isPaused()) {
      missed.add(what);
    } else if (alive) {
      what.run();
    }
  }

  /** Does nothing for a while, and then, one after the other, what has come up meanwhile. */
  void pause(long duration) {
    pausedUntil = Math.max(pausedUntil, scheduler.now() + duration);
    scheduler.after(duration, this::wake);
  }

  private void wake() {
    while (!isPaused() && alive && !missed.isEmpty()) {
      missed.removeFirst().run();
    }
  }

  void end() {
    alive = false;
  }

  boolean isAlive() {
    return alive;
  }

  private boolean isPaused() {
    return pausedUntil > scheduler.now();
  }
}
