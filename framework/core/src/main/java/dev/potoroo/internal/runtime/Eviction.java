package dev.potoroo.internal.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps the number of objects in memory on one lane at its share of {@code
 * potoroo.max-live-objects}: at the limit the round is to end, and after the commit those that were
 * not used for longest leave; at twice the limit sources wait for that. Touched only by the lane's
 * thread.
 */
final class Eviction {
  /** So that records do not wait long behind it. */
  private static final int AT_ONCE = 512;

  private final Lane lane;
  private final List<LaneStep> steps;
  private final int limit;
  private final int most;
  private final boolean durable;
  private final AtomicInteger crowdedLanes;
  private final ArrayDeque<Leaving> leaving = new ArrayDeque<>();
  private final Runnable go = this::go;
  private boolean queued;
  private boolean crowded;
  private long committed;
  private long cutWantedIn = -1;

  private record Leaving(LaneStep step, Slot slot) {}

  Eviction(Node node, Lane lane, List<LaneStep> steps) {
    this.lane = lane;
    this.steps = steps;
    this.durable = node.store().isPresent();
    this.limit = Math.max(1, node.settings().maxLiveObjects() / node.settings().lanes());
    this.most = 2 * limit;
    this.crowdedLanes = node.crowdedLanes();
  }

  private int live() {
    int live = 0;
    for (LaneStep step : steps) {
      live += step.slots().size();
    }
    return live;
  }

  /** Whether the round should end now, since only then objects can leave; said once a round. */
  boolean cutWanted(long round) {
    if (!durable) {
      return false;
    }
    int live = live();
    crowded(live > most);
    if (round == cutWantedIn || live - leaving.size() <= limit) {
      return false;
    }
    cutWantedIn = round;
    return true;
  }

  /**
   * While the store is slow or away, no round ends and no object can leave: sources wait rather
   * than fill the memory.
   */
  private void crowded(boolean now) {
    if (now != crowded) {
      crowded = now;
      crowdedLanes.addAndGet(now ? 1 : -1);
    }
  }

  /** A round is committed. */
  void committed(long round) {
    committed = round;
    leaving.clear();
    for (LaneStep step : steps) {
      step.rounds().gone(round).forEach(slot -> leaving.add(new Leaving(step, slot)));
    }
    int live = live();
    if (live > limit) {
      // A tenth more than must, so that the next round has room.
      leaving.addAll(longestUnused(round, live - limit + limit / 10));
    }
    queue();
  }

  private List<Leaving> longestUnused(long round, int count) {
    List<Leaving> candidates = new ArrayList<>();
    for (LaneStep step : steps) {
      step.rounds().evictable(round).forEach(slot -> candidates.add(new Leaving(step, slot)));
    }
    candidates.sort(Comparator.comparingLong(one -> one.slot().lastTouchedNanos()));
    return candidates.subList(0, Math.min(count, candidates.size()));
  }

  private void queue() {
    if (!queued && !leaving.isEmpty()) {
      queued = true;
      lane.later(go);
    }
  }

  private void go() {
    queued = false;
    for (int i = 0; i < AT_ONCE && !leaving.isEmpty(); i++) {
      Leaving next = leaving.remove();
      next.step().rounds().evict(next.slot(), committed);
    }
    crowded(live() > most);
    queue();
  }
}
