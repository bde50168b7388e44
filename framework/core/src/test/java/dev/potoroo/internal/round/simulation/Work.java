package dev.potoroo.internal.round.simulation;

import static dev.potoroo.internal.round.simulation.Scheduler.MICRO;
import static dev.potoroo.internal.round.simulation.Scheduler.MILLI;

import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Report;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoredState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one process does in one generation: reads its partitions, processes records on one lane,
 * counts, captures. The next generation has a new one.
 */
final class Work {
  private final Simulation world;
  private final NodeProcess node;
  private final long generation;
  private final Assignment assignment;
  private final List<NodeProcess> peers;
  private final List<Reader> readers = new ArrayList<>();
  private final ArrayDeque<Item> queue = new ArrayDeque<>();
  private final Map<String, StateObject> objects = new HashMap<>();
  private final Map<Integer, List<Item>> outgoing = new HashMap<>();
  private boolean flowing;
  private boolean laneRuns;
  private long emitted;
  private long settled;
  private List<StateChange> changes = List.of();
  private Map<String, Long> positions = Map.of();

  private static final class Reader {
    final int partition;
    int position;
    boolean runs;

    Reader(int partition, int position) {
      this.partition = partition;
      this.position = position;
    }
  }

  private static final class StateObject {
    final String step;
    final int key;
    final Fold state;
    boolean changed;
    long captured;

    StateObject(String step, int key, Fold state) {
      this.step = step;
      this.key = key;
      this.state = state;
    }
  }

  /**
   * Begins.
   *
   * @param peers the processes that the assignment speaks of
   * @param positions for each partition where to read, from 0
   */
  Work(
      NodeProcess node,
      long generation,
      Assignment assignment,
      List<NodeProcess> peers,
      Map<String, Long> positions) {
    this.world = node.world();
    this.node = node;
    this.generation = generation;
    this.assignment = assignment;
    this.peers = peers;
    int self = assignment.indexOf(node.address());
    for (int partition = 0; partition < world.input.size(); partition++) {
      if (assignment.readerOf(0, partition) == self) {
        long from = positions.getOrDefault(Integer.toString(partition), 0L);
        readers.add(new Reader(partition, (int) from));
      }
    }
  }

  long generation() {
    return generation;
  }

  Assignment assignment() {
    return assignment;
  }

  private boolean isOver() {
    return node.work() != this;
  }

  // ---- sources

  void flow() {
    flowing = true;
    readers.stream().filter(reader -> !reader.runs && !isAtItsEnd(reader)).forEach(this::start);
    sourcesMayHaveEnded();
  }

  private void start(Reader reader) {
    reader.runs = true;
    node.after(world.chance.between(10 * MICRO, 500 * MICRO), () -> read(reader));
  }

  void pause() {
    flowing = false;
    if (world.mutant == Mutant.PAUSE_IS_NOT_WAITED_FOR) {
      node.sourcesPaused(generation);
    }
    sourcesMayHavePaused();
  }

  private void read(Reader reader) {
    if (isOver()) {
      return;
    }
    reader.runs = false;
    boolean readsOn = flowing || world.mutant == Mutant.PAUSE_IS_NOT_WAITED_FOR;
    if (readsOn) {
      int count = 1 + world.chance.below(4);
      for (int i = 0; i < count && hasMore(reader); i++) {
        emit(new Item(world.input.get(reader.partition).get(reader.position++), 0));
      }
      send();
      if (!isAtItsEnd(reader)) {
        reader.runs = true;
        node.after(world.chance.between(100 * MICRO, 6 * MILLI), () -> read(reader));
      }
    }
    sourcesMayHavePaused();
    sourcesMayHaveEnded();
  }

  /** The input comes bit by bit, so that there is something to do as long as things go wrong. */
  private boolean hasMore(Reader reader) {
    return reader.position < world.input.get(reader.partition).size() * world.faults.over();
  }

  private boolean isAtItsEnd(Reader reader) {
    return reader.position == world.input.get(reader.partition).size();
  }

  private void sourcesMayHavePaused() {
    if (!flowing && readers.stream().noneMatch(reader -> reader.runs)) {
      node.sourcesPaused(generation);
    }
  }

  private void sourcesMayHaveEnded() {
    if (readers.stream().allMatch(this::isAtItsEnd)) {
      node.sourcesEnded(generation);
    }
  }

  Map<String, Long> positionsNow() {
    Map<String, Long> now = new HashMap<>();
    readers.forEach(r -> now.put(Integer.toString(r.partition), (long) r.position));
    return now;
  }

  // ---- records on their way

  private void emit(Item item) {
    emitted++;
    int home = item.home(assignment);
    if (peers.get(home) == node) {
      take(List.of(item));
    } else {
      outgoing.computeIfAbsent(home, h -> new ArrayList<>()).add(item);
    }
  }

  private void send() {
    outgoing.forEach(
        (home, items) -> world.network.records(node, peers.get(home), generation, items));
    outgoing.clear();
  }

  void take(List<Item> items) {
    boolean wasIdle = queue.isEmpty();
    queue.addAll(items);
    if (wasIdle) {
      node.idle(generation, false);
    }
    if (!laneRuns) {
      laneRuns = true;
      node.after(world.chance.between(10 * MICRO, 300 * MICRO), this::lane);
    }
  }

  /** Records of an older generation, which count for nothing here. */
  void takeOld(List<Item> items) {
    settled -= items.size();
    take(items);
  }

  private void lane() {
    if (isOver()) {
      return;
    }
    int count = 1 + world.chance.below(6);
    for (int i = 0; i < count && !queue.isEmpty(); i++) {
      Optional<StateObject> object = object(queue.getFirst());
      if (object.isEmpty()) {
        node.after(world.chance.between(MILLI, 10 * MILLI), this::lane);
        return;
      }
      process(queue.removeFirst(), object.get());
    }
    send();
    laneRuns = !queue.isEmpty();
    if (laneRuns) {
      node.after(world.chance.between(10 * MICRO, 2 * MILLI), this::lane);
    } else {
      node.idle(generation, true);
    }
  }

  private void process(Item item, StateObject object) {
    InputRecord record = item.record();
    object.changed = true;
    if (item.isForFirst()) {
      object.state.add(record.partition(), record.number());
      for (int copy = 1; copy <= record.copies(); copy++) {
        emit(new Item(record, copy));
      }
    } else {
      object.state.add(Truth.way(record), Truth.what(record, item.copy()));
      node.write(InputRecord.line(record, item.copy()));
    }
    settled++;
  }

  /** Whether a record is in this node's hands. */
  boolean isIdle() {
    return queue.isEmpty();
  }

  Report report() {
    boolean paused = !flowing && readers.stream().noneMatch(reader -> reader.runs);
    return new Report(
        emitted,
        world.mutant == Mutant.NOTHING_IS_COUNTED ? emitted : settled,
        0,
        paused || world.mutant == Mutant.PAUSE_IS_NOT_WAITED_FOR,
        isIdle() ? List.of() : List.of("lane"));
  }

  // ---- state objects

  /** Empty if the store cannot be reached now. */
  private Optional<StateObject> object(Item item) {
    String name = item.step() + item.key();
    StateObject known = objects.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    if (world.calls.away()) {
      return Optional.empty();
    }
    int ways = world.input.size() * (item.isForFirst() ? 1 : InputRecord.KEYS);
    Fold state =
        Truth.load(world.store, item.step(), item.key())
            .map(StoredState::state)
            .map(Fold::of)
            .orElseGet(() -> new Fold(ways));
    StateObject loaded = new StateObject(item.step(), item.key(), state);
    objects.put(name, loaded);
    return Optional.of(loaded);
  }

  /** For a mutant. */
  void keepObjectsOf(Work before) {
    objects.putAll(before.objects);
  }

  /** For a mutant. */
  void keepPositionsOf(Work before) {
    for (Reader reader : readers) {
      before.readers.stream()
          .filter(old -> old.partition == reader.partition)
          .forEach(old -> reader.position = old.position);
    }
  }

  void capture(long round) {
    changes = new ArrayList<>();
    for (StateObject object : objects.values()) {
      if (object.changed) {
        changes.add(object.state.change(object.step, object.key));
        object.changed = false;
        object.captured = round;
      }
    }
    positions = positionsNow();
    if (world.mutant == Mutant.OBJECTS_LEAVE_TOO_EARLY) {
      leave(round);
    }
  }

  List<StateChange> changes() {
    return changes;
  }

  Map<String, Long> positions() {
    return positions;
  }

  /** Objects whose changes are committed may leave memory. */
  void leave(long committedRound) {
    objects
        .values()
        .removeIf(
            object ->
                !object.changed && object.captured <= committedRound && world.chance.happens(0.5));
  }
}
