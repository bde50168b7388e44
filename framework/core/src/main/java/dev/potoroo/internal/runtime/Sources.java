package dev.potoroo.internal.runtime;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceContext.Start;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.fault.FaultPoint;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.NodeTime;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;

/** The readers of one node. Changed by one thread at a time, read by all. */
final class Sources {
  private static final long PATIENCE_MILLIS = 10_000;
  private final Node node;
  private final List<SourceRunner> runners = new CopyOnWriteArrayList<>();

  /** Where the readers of this node listened last. */
  private final Map<Place, Integer> ports = new HashMap<>();

  /** Whether partitions may still appear of a source. */
  private volatile boolean endless;

  /** How far event time had come when the generation began. */
  private volatile long beganAt = Long.MIN_VALUE;

  private record Place(int source, String partition) {}

  Sources(Node node) {
    this.node = node;
  }

  List<SourceRunner> all() {
    return runners;
  }

  /**
   * Closes the readers that do not go on: those of partitions that another node reads now, and
   * those that have sent more than is committed.
   */
  void leave(Generation next, ResolvedBindings bindings, Map<String, Map<String, Long>> positions)
      throws InterruptedException {
    List<SourceRunner> leaving = new ArrayList<>();
    for (SourceRunner runner : runners) {
      if (!goesOn(runner, next, bindings, positions)) {
        leaving.add(runner);
        runner.stop();
      }
    }
    for (SourceRunner runner : leaving) {
      runner.awaitClosed(PATIENCE_MILLIS);
    }
    runners.removeAll(leaving);
  }

  private boolean goesOn(
      SourceRunner runner,
      Generation next,
      ResolvedBindings bindings,
      Map<String, Map<String, Long>> positions) {
    SourceConnector connector = bindings.source(runner.source());
    if (!runner.paused()
        || !isHere(connector, runner.source(), runner.name(), runner.partition(), next)) {
      return false;
    }
    return node.store().isEmpty() || !undone(runner, connector, positions);
  }

  /** Whether it has sent more than is committed, and that will be read or sent again. */
  private static boolean undone(
      SourceRunner runner, SourceConnector connector, Map<String, Map<String, Long>> positions) {
    return connector.replayable()
        ? runner.position() != position(positions, runner.name(), runner.partition())
        : connector.acknowledges() && !runner.isCommitted();
  }

  private boolean isHere(
      SourceConnector connector, int source, String name, String partition, Generation generation) {
    if (connector.scope() == SourceConnector.Scope.NODE) {
      return true;
    }
    try {
      int number = connector.number(partition);
      return generation.assignment().readerOf(source, number) == generation.self();
    } catch (Exception e) {
      throw node.notOpened("Source [" + name + "]", e);
    }
  }

  private List<String> partitions(SourceConnector connector, String name) {
    try {
      return connector.partitions();
    } catch (Exception e) {
      throw node.notOpened("Source [" + name + "]", e);
    }
  }

  private static long position(
      Map<String, Map<String, Long>> positions, String source, String partition) {
    return positions.getOrDefault(source, Map.of()).getOrDefault(partition, 0L);
  }

  /** Opens the partitions that this node reads and has not open. */
  void open(
      Generation generation,
      ResolvedBindings bindings,
      Map<String, Map<String, Long>> positions,
      long watermark,
      LongConsumer onPause) {
    beganAt = watermark;
    for (SourceVertex vertex : node.topology().sources()) {
      SourceConnector connector = bindings.source(vertex.index());
      endless |= connector.discovery().isPresent();
      Map<String, Long> known = positions.getOrDefault(vertex.name(), Map.of());
      for (String partition : partitions(connector, vertex.name())) {
        Start start =
            known.isEmpty()
                ? Start.FIRST
                : known.containsKey(partition) ? Start.RESUMED : Start.ADDED;
        open(vertex, connector, partition, start, known, generation, onPause);
      }
    }
  }

  /**
   * Opens partitions of a source that have appeared while it was read, if this node reads them.
   * They are read from when records flow next.
   */
  void add(
      SourceVertex vertex,
      SourceConnector connector,
      List<String> partitions,
      Generation generation,
      LongConsumer onPause) {
    for (String partition : partitions) {
      open(vertex, connector, partition, Start.ADDED, Map.of(), generation, onPause);
    }
  }

  private void open(
      SourceVertex vertex,
      SourceConnector connector,
      String partition,
      Start start,
      Map<String, Long> known,
      Generation generation,
      LongConsumer onPause) {
    boolean isOpen =
        runners.stream()
            .anyMatch(r -> r.source() == vertex.index() && r.partition().equals(partition));
    if (isOpen || !isHere(connector, vertex.index(), vertex.name(), partition, generation)) {
      return;
    }
    long position = connector.replayable() ? known.getOrDefault(partition, 0L) : 0;
    Place place = new Place(vertex.index(), partition);
    SourceContext context =
        new SourceContext(
            vertex.name(),
            partition,
            start,
            position,
            vertex.source().codec().name(),
            node.settings().maxRecordSize(),
            node.settings().deadLetters().maxRawSize(),
            node.store().isPresent(),
            ports.getOrDefault(place, 0));
    try {
      FaultPoint.SOURCE_SEEK_BEFORE.reached();
      SourceReader reader = connector.open(context);
      FaultPoint.SOURCE_SEEK_AFTER.reached();
      reader.port().ifPresent(port -> ports.put(place, port));
      runners.add(
          new SourceRunner(
              node,
              vertex,
              partition,
              reader,
              reader.describe().orElseGet(connector::describe),
              connector.replayable(),
              reader.startsAt().orElse(position),
              beganAt,
              generation,
              onPause));
    } catch (Exception e) {
      throw node.notOpened("Source [" + vertex.name() + "]", e);
    }
  }

  /** How far event time has come in what this node reads, while the readers pause. */
  NodeTime time(long now, boolean timersDue) {
    long least = Long.MAX_VALUE;
    OptionalLong idle = OptionalLong.empty();
    for (SourceRunner runner : runners) {
      PartitionTime time = runner.time();
      if (time == null || runner.ended()) {
        continue;
      }
      if (runner.isIdle(now)) {
        idle = OptionalLong.of(Math.max(idle.orElse(Long.MIN_VALUE), time.watermark()));
      } else {
        least = Math.min(least, time.watermark());
      }
    }
    return new NodeTime(least, idle, timersDue);
  }

  /** The partitions of one source on this node without which event time goes on. */
  List<String> idle(int source, long now) {
    return runners.stream()
        .filter(runner -> runner.source() == source && runner.isIdle(now))
        .map(SourceRunner::partition)
        .sorted()
        .toList();
  }

  /** When the next partition becomes idle after {@code now}; the greatest number if none does. */
  long nextIdle(long now) {
    return runners.stream()
        .filter(runner -> runner.time() != null && !runner.ended())
        .mapToLong(runner -> Objects.requireNonNull(runner.time()).idleAt())
        .filter(at -> at > now)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** How far each reader has come. */
  Map<SourceRunner, Long> read() {
    Map<SourceRunner, Long> read = new HashMap<>();
    runners.forEach(runner -> read.put(runner, runner.position()));
    return read;
  }

  /** All together send at most half a window at once, so that records in flight are bounded. */
  void flow(Generation generation) {
    long reading = runners.stream().filter(runner -> !runner.ended()).count();
    long share = node.settings().window() / (2 * Math.max(1, reading));
    int atOnce = (int) Math.max(1, Math.min(node.settings().batch(), share));
    runners.forEach(runner -> runner.flow(generation, atOnce));
  }

  void pause() {
    runners.forEach(SourceRunner::pause);
  }

  boolean paused() {
    return runners.stream().allMatch(SourceRunner::paused);
  }

  void stop() {
    endless = false;
    runners.forEach(SourceRunner::stop);
  }

  void wake() {
    runners.forEach(SourceRunner::wake);
  }

  boolean ended() {
    return !endless && runners.stream().allMatch(SourceRunner::ended);
  }

  /** Whether reference data is left to be read that was there when its readers began. */
  boolean loading() {
    return runners.stream().anyMatch(SourceRunner::loading);
  }

  /** The sources of reference data that is left to be read. */
  List<String> loadingNow() {
    return runners.stream()
        .filter(SourceRunner::loading)
        .map(SourceRunner::name)
        .distinct()
        .toList();
  }

  /** Whether all readers of one source on this node have ended. */
  boolean ended(int source) {
    return runners.stream().filter(s -> s.source() == source).allMatch(SourceRunner::ended);
  }

  /** Which outside systems are waited for, and what is known of them, for people. */
  List<String> waitingFor() {
    return runners.stream()
        .flatMap(s -> s.waitsFor().map(what -> "source [" + s.name() + "]: " + what).stream())
        .distinct()
        .toList();
  }

  /** What is left to read of one source on this node; -1 if unknown. */
  long lag(int source) {
    List<Long> lags =
        runners.stream().filter(s -> s.source() == source).map(SourceRunner::lag).toList();
    return lags.contains(-1L) ? -1 : lags.stream().mapToLong(lag -> lag).sum();
  }

  /** What this node reads of one source, for people; empty if nothing. */
  List<String> descriptions(int source) {
    return runners.stream()
        .filter(s -> s.source() == source)
        .map(SourceRunner::describe)
        .distinct()
        .toList();
  }
}
