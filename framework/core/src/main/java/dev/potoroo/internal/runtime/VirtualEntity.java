package dev.potoroo.internal.runtime;

import java.time.Duration;

/** An {@link Entity} without an actor: what it is told is queued on its lane. */
final class VirtualEntity implements Entity {
  private final LaneStep step;
  private final Slot slot;
  private final LaneWork lane;
  private final VirtualTime time;
  private boolean left;

  private VirtualEntity(LaneStep step, Slot slot, LaneWork lane, VirtualTime time) {
    this.step = step;
    this.slot = slot;
    this.lane = lane;
    this.time = time;
  }

  /** Brings an object to life, as a shard region would. */
  static void start(EntityMessage.Start start, LaneWork lane, VirtualTime time) {
    VirtualEntity entity = new VirtualEntity(start.step(), start.slot(), lane, time);
    lane.onLane(() -> start.step().started(start.slot(), entity));
  }

  @Override
  public void deliver() {
    onLane(() -> step.deliver(slot, this));
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
    time.after(backoff, this::tryAgain);
  }

  @Override
  public void leave() {
    left = true;
  }

  private void onLane(Runnable task) {
    lane.onLane(
        () -> {
          if (!left) {
            task.run();
          }
        });
  }
}
