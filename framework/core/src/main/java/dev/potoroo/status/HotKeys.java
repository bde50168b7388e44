package dev.potoroo.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a step that have most of something, the first the most. Rates and times are estimates
 * from a sample, over the latest {@code potoroo.inspect.hot-window} and up to as long before.
 *
 * @param step the step's name
 * @param by what they are in order of
 * @param items the keys
 * @param members which nodes answered
 */
public record HotKeys(String step, By by, List<Item> items, Members members) {

  /** What keys may have most of. */
  public enum By {
    /** Records. */
    RATE,
    /** Time of a lane, in handlers and in what follows them on that lane. */
    TIME,
    /** Records that are held back or wait at the moment. */
    HELD,
    /** State, in bytes as it is stored; known of states that the node has written. */
    SIZE
  }

  /**
   * A key.
   *
   * @param key the key
   * @param recordsPerSecond how many records it has
   * @param busy the share of a lane's time that it takes, 0 to 1
   * @param held how many records of it are held back or wait
   * @param stateBytes the size of its state, encoded; null if it is not known
   * @param shard the number of its shard
   * @param node the address of the node that it lives on, {@code host:port}
   */
  public record Item(
      String key,
      double recordsPerSecond,
      double busy,
      long held,
      @Nullable Integer stateBytes,
      int shard,
      String node) {}
}
