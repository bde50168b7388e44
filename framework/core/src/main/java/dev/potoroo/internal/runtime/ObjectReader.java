package dev.potoroo.internal.runtime;

import dev.potoroo.Codec;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.StoredState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes a copy of a state object, to be looked at by another thread than its lane's: of the live
 * one, else of that of the last commit. Nothing is woken for it.
 */
final class ObjectReader {
  private final Node node;

  ObjectReader(Node node) {
    this.node = node;
  }

  /**
   * A copy.
   *
   * @param exists whether there is an object; if not, the state is what a new one begins with
   * @param live whether it was in memory
   */
  record Copy(
      Object state,
      boolean exists,
      long version,
      Instant lastTouched,
      Instant eventTime,
      boolean live) {}

  /** What was found on the lane: the state, or how to decode it. */
  private record Found(
      @Nullable Object state,
      byte @Nullable [] encoded,
      boolean exists,
      long version,
      Instant lastTouched,
      Instant eventTime,
      boolean live) {}

  /** Fails with a {@link dev.potoroo.store.StoreException}, or with what the codec throws. */
  CompletableFuture<Copy> read(int step, String key) {
    StepVertex vertex = node.topology().steps().get(step);
    LaneWork lane = node.parts().workOf(KeyShards.shardOf(key, node.settings().shards()));
    return lane.ask(() -> onLane(vertex, lane.step(step), key))
        .thenCompose(found -> found.live() ? done(found) : stored(vertex, key, found))
        .thenApply(found -> copy(vertex, found));
  }

  private static CompletableFuture<Found> done(Found found) {
    return CompletableFuture.completedFuture(found);
  }

  private Found onLane(StepVertex vertex, LaneStep step, String key) throws Exception {
    Slot slot = step.slots().get(key);
    StateObject object = slot == null ? null : slot.object();
    Instant eventTime = step.eventTime();
    if (object == null) {
      return new Found(null, null, false, 0, node.clock().instant(), eventTime, false);
    }
    boolean exists = object.exists();
    Object captured = step.captured(object);
    boolean mutable = vertex.step().mutable();
    return new Found(
        mutable ? null : captured,
        mutable ? (byte[]) captured : null,
        exists,
        object.version(),
        object.lastTouched(),
        eventTime,
        true);
  }

  private CompletableFuture<Found> stored(StepVertex vertex, String key, Found none) {
    if (node.store().isEmpty()) {
      return done(none);
    }
    return node.store()
        .get()
        .ask(store -> store.load(vertex.name(), List.of(key)).get(0))
        .thenApply(row -> row.map(stored -> found(stored, none)).orElse(none));
  }

  private static Found found(StoredState stored, Found none) {
    return new Found(
        null,
        stored.state(),
        true,
        stored.version(),
        stored.lastTouched(),
        none.eventTime(),
        false);
  }

  @SuppressWarnings("unchecked")
  private static Copy copy(StepVertex vertex, Found found) {
    Object state = found.state();
    byte[] encoded = found.encoded();
    if (encoded != null) {
      try {
        state = ((Codec<Object>) vertex.step().stateCodec()).decode(encoded);
      } catch (Exception e) {
        throw new IllegalStateException("the state cannot be decoded: " + Fatal.describe(e), e);
      }
    } else if (!found.exists()) {
      state = vertex.step().initialState();
    }
    return new Copy(
        Objects.requireNonNull(state),
        found.exists(),
        found.version(),
        found.lastTouched(),
        found.eventTime(),
        found.live());
  }
}
