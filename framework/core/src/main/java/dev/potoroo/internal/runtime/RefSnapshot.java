package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.Ref;
import dev.potoroo.RefValues;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.PipelineStatus.ReferenceStatus;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The values of all Refs of a pipeline as of one commit. Immutable. */
final class RefSnapshot {
  private final List<One> all;
  private final RefValues values;

  /**
   * One Ref.
   *
   * @param round the round that brought the value; 0 for the initial one
   * @param version how many updates it has seen
   * @param size the size of the encoded value, in bytes; 0 for the initial one
   */
  record One(Ref.Value<?> held, long round, long version, int size) {
    private boolean is(StoredState stored) {
      return round == stored.round() && version == stored.version();
    }

    private boolean isAsIn(One other) {
      return round == other.round && version == other.version;
    }
  }

  private RefSnapshot(List<One> all) {
    this.all = List.copyOf(all);
    this.values = RefValues.of(all.stream().<Ref.Value<?>>map(One::held).toList());
  }

  /** All Refs have their initial values. */
  static RefSnapshot initial(List<StepVertex> holders) {
    return new RefSnapshot(holders.stream().map(RefSnapshot::initial).toList());
  }

  private static One initial(StepVertex holder) {
    return new One(initialOf(holder.step().holds().orElseThrow()), 0, 0, 0);
  }

  private static <T> Ref.Value<T> initialOf(Ref<T> ref) {
    return ref.with(ref.initial());
  }

  /** Reads the objects of Refs as of the last commit; for each in turn, empty if it has none. */
  static List<Optional<StoredState>> read(StateStore store, List<StepVertex> holders)
      throws StoreException {
    List<Optional<StoredState>> found = new ArrayList<>();
    for (StepVertex holder : holders) {
      found.add(store.load(holder.name(), List.of(holder.name())).get(0));
    }
    return found;
  }

  /**
   * The values that were {@link #read}. What has not changed since this snapshot is not decoded
   * again, so that it stays the same object.
   *
   * @throws PotorooException if one cannot be decoded
   */
  RefSnapshot next(List<StepVertex> holders, List<Optional<StoredState>> found) {
    List<One> next = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      One before = all.get(i);
      StepVertex holder = holders.get(i);
      next.add(
          found
              .get(i)
              .map(stored -> before.is(stored) ? before : decoded(holder, stored))
              .orElseGet(() -> before.round() == 0 ? before : initial(holder)));
    }
    RefSnapshot read = new RefSnapshot(next);
    return isSameAs(read) ? this : read;
  }

  private static One decoded(StepVertex holder, StoredState stored) {
    try {
      Object value = holder.step().stateCodec().decode(stored.state());
      Ref.Value<?> held = valueOf(holder.step().holds().orElseThrow(), value);
      return new One(held, stored.round(), stored.version(), stored.state().length);
    } catch (Exception e) {
      throw new PotorooException(
          ErrorCode.STATE_NOT_DECODED,
          "The stored value of Ref ["
              + holder.name()
              + "] cannot be decoded: ["
              + e.getMessage()
              + "]. Give its class a form that reads what was stored, or start without it.",
          e);
    }
  }

  private static <T> Ref.Value<T> valueOf(Ref<T> ref, Object value) {
    return ref.with(ref.type().cast(value));
  }

  private boolean isSameAs(RefSnapshot other) {
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).isAsIn(other.all.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** For handlers. */
  RefValues values() {
    return values;
  }

  /** The values for people, without what they are. */
  List<ReferenceStatus> status() {
    return all.stream()
        .map(
            one ->
                new ReferenceStatus(
                    one.held().ref().name(), one.round(), one.version(), one.size()))
        .toList();
  }

  /** The Refs in the order of their steps. */
  List<One> all() {
    return all;
  }
}
