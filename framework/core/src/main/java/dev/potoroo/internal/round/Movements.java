package dev.potoroo.internal.round;

import java.util.ArrayDeque;
import java.util.List;

/** The changes of generation, and for how long records did not flow, for people. */
public final class Movements {
  private static final int KEPT = 100;

  /**
   * A change of generation.
   *
   * @param generation the new one
   * @param reason why it has begun
   * @param nodes on how many nodes
   * @param shards how many shards have another home than before
   * @param pause for how long records did not flow, in nanoseconds
   */
  public record Movement(long generation, String reason, int nodes, int shards, long pause) {}

  private final ArrayDeque<Movement> latest = new ArrayDeque<>();
  private boolean still = true;
  private boolean known;
  private long stillSince;
  private Movement next = new Movement(0, "", 0, 0, 0);

  /** Records have not flowed since then; only the earliest such time counts. */
  void stopped(long since) {
    if (!still) {
      still = true;
      known = true;
      stillSince = since;
    }
  }

  void begins(long generation, String reason, int nodes, int shards) {
    next = new Movement(generation, reason, nodes, shards, 0);
  }

  /** Records flow again. What was before the first flow of a coordinator is not known. */
  void flows(long now) {
    if (still && known) {
      if (latest.size() == KEPT) {
        latest.removeFirst();
      }
      latest.addLast(
          new Movement(
              next.generation(), next.reason(), next.nodes(), next.shards(), now - stillSince));
    }
    still = false;
  }

  /** The latest ones, oldest first. */
  List<Movement> latest() {
    return List.copyOf(latest);
  }
}
