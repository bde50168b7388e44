package dev.potoroo.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some keys of a step, in the order of their UTF-16 code units.
 *
 * @param items the keys
 * @param nextCursor what to pass to get the keys after these; null if there are none
 * @param members which nodes answered
 */
public record EntityPage(List<Item> items, @Nullable String nextCursor, Members members) {
  /**
   * One key.
   *
   * @param key the key
   * @param shard the number of its shard
   * @param node the address of the node that it lives on, {@code host:port}
   */
  public record Item(String key, int shard, String node) {}
}
