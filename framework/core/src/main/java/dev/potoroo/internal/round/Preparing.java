package dev.potoroo.internal.round;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One node's part of a round that is to become durable, from the order to capture on. */
final class Preparing {
  private final long generation;
  private final long round;
  private final long watermark;
  private final Set<String> missing;
  private final Map<String, Map<String, String>> marks = new HashMap<>();
  private boolean captured;
  private boolean written;

  Preparing(long generation, long round, long watermark, Set<String> sinks) {
    this.generation = generation;
    this.round = round;
    this.watermark = watermark;
    missing = new TreeSet<>(sinks);
  }

  /** Before the first round of a generation. */
  static Preparing none() {
    return new Preparing(0, 0, Long.MIN_VALUE, Set.of());
  }

  long round() {
    return round;
  }

  List<Action> begin() {
    return List.of(
        new Action.PrepareSinks(generation, round),
        new Action.CaptureObjects(generation, round, watermark));
  }

  List<Action> captured() {
    if (captured) {
      return List.of();
    }
    captured = true;
    return List.of(
        new Action.SayCaptured(generation, round), new Action.WriteChanges(generation, round));
  }

  List<Action> written() {
    written = true;
    return sayPrepared();
  }

  List<Action> sinkPrepared(String sink, Map<String, String> mark) {
    if (!missing.remove(sink)) {
      return List.of();
    }
    if (!mark.isEmpty()) {
      marks.put(sink, mark);
    }
    return sayPrepared();
  }

  private List<Action> sayPrepared() {
    return written && missing.isEmpty()
        ? List.of(new Action.SayPrepared(generation, round, Map.copyOf(marks)))
        : List.of();
  }

  /** What may not have been heard. */
  List<Action> sayAgain() {
    if (!captured) {
      return List.of();
    }
    List<Action> actions = new ArrayList<>(List.of(new Action.SayCaptured(generation, round)));
    actions.addAll(sayPrepared());
    return actions;
  }
}
