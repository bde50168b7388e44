package dev.potoroo.internal.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much memory held records take on one lane: at the limit the round is to end, so that what is
 * stored then can leave memory; at twice the limit sources wait for that. Without a store, which
 * could take them, no more are held at the limit. Touched only by the lane's thread.
 */
final class HeldMemory {
  private final long limit;
  private final boolean durable;
  private final AtomicInteger crowdedLanes;
  private long bytes;
  private boolean crowded;
  private long cutWantedIn = -1;

  HeldMemory(Node node) {
    limit = Math.max(1, node.settings().heldMemory() / node.settings().lanes());
    durable = node.store().isPresent();
    crowdedLanes = node.crowdedLanes();
  }

  void add(long delta) {
    bytes += delta;
    boolean now = durable && bytes > 2 * limit;
    if (now != crowded) {
      crowded = now;
      crowdedLanes.addAndGet(now ? 1 : -1);
    }
  }

  /** Whether nothing more can be held. */
  boolean full() {
    return !durable && bytes >= limit;
  }

  /** Whether what is stored should leave memory. */
  boolean tight() {
    return bytes > limit / 2;
  }

  /** Whether the round should end now; said once a round. */
  boolean cutWanted(long round) {
    if (!durable || bytes <= limit || round == cutWantedIn) {
      return false;
    }
    cutWantedIn = round;
    return true;
  }
}
