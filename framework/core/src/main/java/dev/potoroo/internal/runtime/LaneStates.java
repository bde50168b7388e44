package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.store.StoredState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Brings the states of one step on one lane into memory, and what is held of their keys. Touched
 * only by the lane's thread.
 */
final class LaneStates {
  private final LaneStep step;
  private final LaneWork work;
  private final Map<Slot, List<Runnable>> afterLoad = new HashMap<>();
  private final Set<Slot> loading = new HashSet<>();
  private List<Slot> toLoad = new ArrayList<>();

  /**
   * Why a round had to be undone: keys whose records have led to a state that cannot be kept. When
   * they are loaded again they are parked, before the first of those records is handled once more.
   */
  private final Map<String, PotorooException> unusable = new HashMap<>();

  LaneStates(LaneStep step, LaneWork work) {
    this.step = step;
    this.work = work;
  }

  /** A slot needs its state; it is asked for by {@link #load}, with others. */
  void need(Slot slot) {
    if (slot.loaded() || loading.contains(slot)) {
      return;
    }
    if (slot.hold() != null) {
      // It has none that can be decoded.
      step.holds().take(slot);
    } else if (!work.durable()) {
      slot.begin(0, work.now());
    } else if (step.holds().parked().isParked(slot.key)) {
      loadParked(slot);
    } else {
      loading.add(slot);
      toLoad.add(slot);
    }
  }

  /** Has the states read that are needed. */
  void load() {
    if (toLoad.isEmpty()) {
      return;
    }
    List<Slot> asked = toLoad;
    toLoad = new ArrayList<>();
    List<String> keys = asked.stream().map(slot -> slot.key).toList();
    work.readStates(step.name(), keys, found -> loaded(asked, found));
  }

  private record Parked(Optional<StoredState> state, Optional<Hold> hold) {}

  private void loadParked(Slot slot) {
    loading.add(slot);
    String key = slot.key;
    String name = step.name();
    work.read(
        store -> new Parked(store.load(name, List.of(key)).get(0), HoldRows.read(store, name, key)),
        found -> {
          loading.remove(slot);
          if (slot.hold() == null) {
            found.hold().ifPresent(hold -> step.holds().parked().restored(slot, hold));
          }
          work.refreshNow();
          loaded(slot, found.state());
        });
  }

  /** Loads a state that could not be decoded: perhaps it can now. */
  void loadAgain(Slot slot) {
    if (!loading.contains(slot)) {
      loadParked(slot);
    }
  }

  /** Brings a parked key to life, so that it goes on. */
  void wake(String key) {
    whenLoaded(key, step.holds()::resume);
  }

  /** Does something with the slot of a key when its state is in memory, or cannot be. */
  void whenLoaded(String key, Consumer<Slot> what) {
    Slot slot = step.slots().of(key);
    if (!slot.loaded() && slot.hold() == null) {
      need(slot);
      load();
    }
    if (loading.contains(slot)) {
      afterLoad.computeIfAbsent(slot, i -> new ArrayList<>()).add(() -> what.accept(slot));
    } else {
      what.accept(slot);
    }
  }

  /** States have come from the store, for slots in turn. */
  private void loaded(List<Slot> asked, List<Optional<StoredState>> found) {
    work.refreshNow();
    for (int i = 0; i < asked.size(); i++) {
      Slot slot = asked.get(i);
      loading.remove(slot);
      loaded(slot, found.get(i));
    }
  }

  private void loaded(Slot slot, Optional<StoredState> found) {
    if (!slot.loaded()) {
      restore(slot, found);
    }
    if (slot.hold() != null) {
      step.holds().take(slot);
      step.holds().resume(slot);
    }
    Entity entity = step.slots().entity(slot);
    if (slot.loaded() && entity != null && !slot.idle()) {
      entity.goOn();
    }
    List<Runnable> waiting = afterLoad.remove(slot);
    if (waiting != null) {
      waiting.forEach(Runnable::run);
    }
  }

  /** The records of a key since the last commit have led to a state that cannot be kept. */
  void unusable(String key, PotorooException why) {
    unusable.put(key, why);
  }

  /** If it cannot be decoded the key is parked, and what is stored stays. */
  private void restore(Slot slot, Optional<StoredState> stored) {
    PotorooException why = unusable.remove(slot.key);
    if (why != null) {
      step.holds().withoutState(slot, stored.map(StoredState::version).orElse(0L), why);
      return;
    }
    if (stored.isEmpty()) {
      slot.begin(0, work.now());
      return;
    }
    try {
      step.restore(slot, stored.get());
    } catch (Throwable e) {
      Fatal.rethrow(e);
      step.holds().undecodable(slot, stored.get().version(), e);
    }
  }

  boolean isLoading(Slot slot) {
    return !loading.isEmpty() && loading.contains(slot);
  }

  /** Nothing of what was asked for is wanted any more. */
  void forget() {
    toLoad.clear();
    loading.clear();
    afterLoad.clear();
  }
}
