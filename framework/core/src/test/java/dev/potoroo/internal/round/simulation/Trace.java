package dev.potoroo.internal.round.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What has happened, for people; costs nothing if it is off. */
final class Trace {
  private static final int KEPT = 400;

  private final Scheduler scheduler;
  private final boolean on;
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  Trace(Scheduler scheduler, boolean on) {
    this.scheduler = scheduler;
    this.on = on;
  }

  void add(Object who, Object... what) {
    if (!on) {
      return;
    }
    if (lines.size() == KEPT) {
      lines.removeFirst();
    }
    String words = Arrays.stream(what).map(String::valueOf).collect(Collectors.joining(" "));
    lines.addLast(
        String.format(
            "%10.3f ms  %-14s %s", scheduler.now() / (double) Scheduler.MILLI, who, words));
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
