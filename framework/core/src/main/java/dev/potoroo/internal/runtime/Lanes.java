package dev.potoroo.internal.runtime;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * The lanes of one node. They exist before the actor system, which finds them by an id in its
 * configuration: Pekko makes dispatchers and mailboxes from configuration alone.
 */
final class Lanes {
  private static final Map<String, Lanes> BY_ID = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final Lane[] lanes;

  Lanes(int count, ThreadFactory threads, Consumer<Throwable> onFailure) {
    lanes = new Lane[count];
    for (int i = 0; i < count; i++) {
      lanes[i] = new Lane(i, threads, onFailure);
    }
    BY_ID.put(id, this);
    for (Lane lane : lanes) {
      lane.start();
    }
  }

  static Lanes byId(String id) {
    Lanes found = BY_ID.get(id);
    if (found == null) {
      throw new IllegalStateException(
          "no lanes [" + id + "]: actor systems with lanes are made by PipelineService only");
    }
    return found;
  }

  String id() {
    return id;
  }

  int count() {
    return lanes.length;
  }

  List<Lane> all() {
    return List.of(lanes);
  }

  Lane get(int index) {
    return lanes[index];
  }

  Lane ofShard(int shard) {
    return lanes[laneOfShard(shard, lanes.length)];
  }

  static int laneOfShard(int shard, int lanes) {
    return shard % lanes;
  }

  void stop() {
    for (Lane lane : lanes) {
      lane.stop();
    }
    BY_ID.remove(id);
  }
}
