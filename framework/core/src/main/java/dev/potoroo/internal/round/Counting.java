package dev.potoroo.internal.round;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds out whether anything is in flight, by counting (the four-counter method of Mattern, 1987):
 * nothing is if the nodes' sums of emitted and of settled records are equal, and the same in two
 * waves of questions, of which the second began after the first had ended.
 */
final class Counting {
  private final Set<String> nodes;
  private final Map<String, Report> reports = new HashMap<>();
  private final Map<String, Report> latest = new TreeMap<>();
  private Optional<Sums> before = Optional.empty();
  private long wave;
  private long unchangedSince;
  private long completeAt;

  private record Sums(long emitted, long settled) {}

  /** What is known after a report. */
  enum Verdict {
    /** Reports are missing. */
    INCOMPLETE,
    /** Records are in flight, or may be: another wave has begun. */
    MOVING,
    /** Nothing is in flight. */
    STILL
  }

  /**
   * Begins; {@code wave} is higher than any before, so that no late report is taken for a new one.
   */
  Counting(Set<String> nodes, long wave, long now) {
    this.wave = wave;
    this.nodes = Set.copyOf(nodes);
    this.unchangedSince = now;
  }

  long wave() {
    return wave;
  }

  Verdict report(String node, long ofWave, Report report, long now) {
    if (ofWave != wave || !nodes.contains(node)) {
      return Verdict.INCOMPLETE;
    }
    reports.put(node, report);
    latest.put(node, report);
    if (reports.size() < nodes.size()) {
      return Verdict.INCOMPLETE;
    }
    completeAt = now;
    Sums sums = new Sums(sum(true), sum(false));
    boolean same = before.equals(Optional.of(sums));
    if (!same) {
      unchangedSince = now;
    }
    before = Optional.of(sums);
    boolean still = sums.emitted == sums.settled && same && allPaused();
    if (!still) {
      reports.clear();
      wave++;
    }
    return still ? Verdict.STILL : Verdict.MOVING;
  }

  private long sum(boolean emitted) {
    return reports.values().stream().mapToLong(r -> emitted ? r.emitted() : r.settled()).sum();
  }

  private boolean allPaused() {
    return reports.values().stream().allMatch(Report::paused);
  }

  /** Whether keys had held records that will be handled, in the latest reports. */
  boolean retrying() {
    return latest.values().stream().anyMatch(report -> report.retrying() > 0);
  }

  /** Records emitted, in the last complete wave. */
  long emitted() {
    return before.map(Sums::emitted).orElse(0L);
  }

  /** How far event time has come on each node, in the last complete wave. */
  List<NodeTime> times() {
    return reports.values().stream().map(Report::time).toList();
  }

  /** Whether values of reference data wait for a round to end, in the last complete wave. */
  boolean referencesDue() {
    return reports.values().stream().anyMatch(Report::referencesDue);
  }

  /** Whether some node has reference data left to read, in the last complete wave. */
  boolean loading() {
    return reports.values().stream().anyMatch(Report::loading);
  }

  /**
   * For how long all nodes have had nothing to do, although their counters disagree; 0 if that is
   * not so. Between nodes a message may be on its way for a moment: what lasts has been lost.
   * Counts up to the last complete wave, not to now: a coordinator that was asleep has heard
   * nothing since.
   */
  long lostFor() {
    boolean disagree = before.isPresent() && before.get().emitted != before.get().settled;
    boolean idle =
        latest.keySet().containsAll(nodes)
            && latest.values().stream().allMatch(r -> r.paused() && !r.busy());
    return disagree && idle ? completeAt - unchangedSince : 0;
  }

  /** What the round waits for, for people: what the nodes say, and those that have said nothing. */
  List<String> waitingFor() {
    Set<String> silent = new TreeSet<>(nodes);
    silent.removeAll(reports.keySet());
    List<String> waiting = new ArrayList<>(Waiting.nodes(silent));
    latest.forEach(
        (node, report) ->
            report.waitingFor().forEach(what -> waiting.add(what + " on node [" + node + "]")));
    return waiting;
  }
}
