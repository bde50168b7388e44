package dev.potoroo.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What lies between processes. Messages from one actor to another keep their order, as in a real
 * cluster; those of other pairs may overtake them. A message takes no time unless a fault says so.
 */
final class SimulatedNetwork {
  private static final int LATEST_COPY_MILLIS = 300;

  private final VirtualTime time;
  private final Random random;
  private final Consumer<String> trace;
  private final Map<Way, Instant> busyUntil = new HashMap<>();

  /** What waits for the end of a partition, in order. */
  private final List<Runnable> held = new ArrayList<>();

  private @Nullable SimulatedProcess cutOff;
  private @Nullable SimulatedProcess slow;
  private Instant slowUntil = Instant.MIN;
  private int latestMillis;
  private Instant repeatsUntil = Instant.MIN;
  private boolean losesNext;

  /** Which actors a message is between. */
  enum Kind {
    /** From a node's agent to another one: records, and what became of them. */
    RECORDS,
    /** From the coordinator to an agent; may be given again. */
    ORDER,
    /** From an agent to the coordinator; may be said again. */
    WORD
  }

  private record Way(String from, String to, Kind kind) {}

  SimulatedNetwork(VirtualTime time, Random random, Consumer<String> trace) {
    this.time = time;
    this.random = random;
    this.trace = trace;
  }

  /** Sends something; {@code delivery} is done by the process that gets it. */
  void send(
      SimulatedProcess from, SimulatedProcess to, Kind kind, Object message, Runnable delivery) {
    if (from == to) {
      to.receive(delivery);
    } else if (from == cutOff || to == cutOff) {
      held.add(() -> carry(from, to, kind, delivery));
    } else if (losesNext && message instanceof NodeMessage.Packed packed) {
      losesNext = false;
      trace.accept(
          "  [%d] records from %s to %s are lost"
              .formatted(packed.count(), from.name(), to.name()));
    } else {
      carry(from, to, kind, delivery);
      if (kind != Kind.RECORDS && time.now().isBefore(repeatsUntil) && random.nextInt(3) == 0) {
        Duration later = Duration.ofMillis(random.nextInt(LATEST_COPY_MILLIS));
        time.after(later, () -> carry(from, to, kind, delivery));
      }
    }
  }

  private void carry(SimulatedProcess from, SimulatedProcess to, Kind kind, Runnable delivery) {
    Way way = new Way(from.name(), to.name(), kind);
    Instant arrives = time.now().plus(delay(from, to));
    Instant before = busyUntil.getOrDefault(way, Instant.MIN);
    if (arrives.isBefore(before)) {
      arrives = before;
    }
    busyUntil.put(way, arrives);
    time.after(Duration.between(time.now(), arrives), () -> to.receive(delivery));
  }

  private Duration delay(SimulatedProcess from, SimulatedProcess to) {
    boolean late = (from == slow || to == slow) && time.now().isBefore(slowUntil);
    return late ? Duration.ofMillis(random.nextInt(latestMillis + 1)) : Duration.ZERO;
  }

  /** For a while, what is sent to or by a process is late by up to so many milliseconds. */
  void slowDown(SimulatedProcess process, Duration forAWhile, int millis) {
    slow = process;
    slowUntil = time.now().plus(forAWhile);
    latestMillis = millis;
  }

  /** For a while, some of what the coordinator and the nodes say to each other comes twice. */
  void repeat(Duration forAWhile) {
    repeatsUntil = time.now().plus(forAWhile);
  }

  /** The next records from one process to another are lost. */
  void loseNext() {
    losesNext = true;
  }

  /** Nothing reaches a process, nor the others from it, until {@link #rejoin}. */
  void cutOff(SimulatedProcess process) {
    cutOff = process;
  }

  /** What was held back reaches those that still live. */
  void rejoin() {
    cutOff = null;
    List<Runnable> late = List.copyOf(held);
    held.clear();
    late.forEach(Runnable::run);
  }

  /** From now on nothing is late, lost or there twice. */
  void heal() {
    slow = null;
    repeatsUntil = Instant.MIN;
    losesNext = false;
    rejoin();
  }
}
