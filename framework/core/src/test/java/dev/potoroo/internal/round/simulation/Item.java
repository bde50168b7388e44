package dev.potoroo.internal.round.simulation;

import dev.potoroo.internal.round.Assignment;

/**
 * A record on its way.
 *
 * @param record what came in
 * @param copy 0 on the way to the first step, else the number of the copy for the second
 */
record Item(InputRecord record, int copy) {
  static final int SHARDS = 4;

  boolean isForFirst() {
    return copy == 0;
  }

  String step() {
    return isForFirst() ? Truth.FIRST : Truth.SECOND;
  }

  int key() {
    return isForFirst() ? record.key() : record.group();
  }

  /** The number of the node on which its object lives. */
  int home(Assignment assignment) {
    int shard = isForFirst() ? record.key() % SHARDS : (record.group() + 1) % SHARDS;
    return assignment.homeOfShard().get(shard);
  }

  @Override
  public String toString() {
    return record.partition() + "/" + record.number() + (isForFirst() ? "" : "." + copy);
  }
}
