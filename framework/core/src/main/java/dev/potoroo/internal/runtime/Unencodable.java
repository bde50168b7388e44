package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.util.List;

/**
 * A state that a round cannot make durable. The round is undone, and the key is parked before the
 * records that led to it are handled again.
 */
record Unencodable(int step, String name, String key, Throwable why) {

  static Unencodable of(Captured captured, Throwable why) {
    return new Unencodable(captured.step().index(), captured.step().name(), captured.key(), why);
  }

  /** Has the keys parked, and the pipeline go back to the last commit. */
  static void refuse(Node node, long generation, List<Unencodable> states) {
    for (Unencodable one : states) {
      int shard = KeyShards.shardOf(one.key, node.settings().shards());
      LaneWork lane = node.parts().workOf(shard);
      lane.onLane(() -> lane.step(one.step).states().unusable(one.key, one.told()));
    }
    Unencodable first = states.get(0);
    node.broken(
        generation,
        "[%d] states cannot be encoded, such as that of step [%s], key [%s]"
            .formatted(states.size(), first.name, first.key));
  }

  private PotorooException told() {
    return new PotorooException(
        ErrorCode.STATE_NOT_ENCODED,
        "The records have led to a state that cannot be encoded: "
            + Fatal.describe(why)
            + ". The key is as of the last commit.",
        why);
  }
}
