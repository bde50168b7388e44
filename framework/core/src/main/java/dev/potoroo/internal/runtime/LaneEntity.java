package dev.potoroo.internal.runtime;

import java.time.Duration;

/**
 * An {@link Entity} without an actor: what it is told is queued on its lane. Made when it is
 * needed; if the key has left memory meanwhile, nothing is done.
 */
final class LaneEntity implements Entity {
  private final LaneStep step;
  private final Slot slot;
  private final LaneWork work;

  LaneEntity(LaneStep step, Slot slot, LaneWork work) {
    this.step = step;
    this.slot = slot;
    this.work = work;
  }

  /** Brings an object to life, as a shard region would. */
  static void start(EntityMessage.Start start, LaneWork work) {
    LaneEntity entity = new LaneEntity(start.step(), start.slot(), work);
    work.onLane(() -> start.step().started(start.slot(), entity));
  }

  @Override
  public void deliver() {
    onLane(() -> step.deliver((ActorSlot) slot));
  }

  @Override
  public void goOn() {
    onLane(() -> step.drainWaiting(slot, this));
  }

  @Override
  public void tryAgain() {
    onLane(() -> step.holds().goOn(slot, this));
  }

  @Override
  public void retryAfter(Duration backoff) {
    work.after(backoff, this::tryAgain);
  }

  @Override
  public void leave() {}

  @Override
  public void end() {}

  private void onLane(Runnable task) {
    work.onLane(
        () -> {
          if (step.slots().get(slot.key) == slot) {
            task.run();
          }
        });
  }
}
