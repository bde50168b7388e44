package dev.potoroo.internal.round;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides for all nodes of a pipeline: who does what, when records may flow, when everything is
 * processed, how it ends. An event comes in, effects go out; no actors, no clock, no I/O. For one
 * thread.
 *
 * <p>That everything is processed is found by counting (the four-counter method of Mattern, 1987):
 * the nodes' sums of emitted and of settled records are equal, and the same in two rounds of
 * questions, of which the second began after the first had ended.
 */
public final class Coordinator {

  /** What is to be done. */
  public sealed interface Effect {
    /** All registered nodes get the assignment. */
    record Assign(Assignment assignment) implements Effect {}

    /** A node may not take part. */
    record Refuse(String address, String reason) implements Effect {}

    /** Records may flow on these nodes. */
    record Go(List<String> addresses) implements Effect {}

    /** All nodes are to read no further. */
    record StopReading() implements Effect {}

    /** All nodes are to say what they have counted. */
    record AskReports(long wave) implements Effect {}

    /** The run is over for all nodes. */
    record Complete(Completion completion) implements Effect {}
  }

  private enum Phase {
    GATHERING,
    OPENING,
    RUNNING,
    DRAINING,
    COMPLETE
  }

  private record Sums(long emitted, long settled) {}

  private final String fingerprint;
  private final int members;
  private final int shards;
  private final Map<String, NodeSpec> gathered = new TreeMap<>();
  private final Set<String> ready = new HashSet<>();
  private final Set<String> ended = new HashSet<>();
  private final Map<String, Sums> reports = new HashMap<>();
  private Phase phase = Phase.GATHERING;
  private Completion.Kind drainingTo = Completion.Kind.ENDED;
  private boolean stopping;
  private Optional<Assignment> assignment = Optional.empty();
  private Optional<Sums> lastWave = Optional.empty();
  private long wave;
  private Completion completion = Completion.of(Completion.Kind.ENDED);

  /**
   * Begins.
   *
   * @param fingerprint what all nodes must have in common
   * @param members how many nodes to wait for
   * @param shards how many shards to spread
   */
  public Coordinator(String fingerprint, int members, int shards) {
    this.fingerprint = fingerprint;
    this.members = members;
    this.shards = shards;
  }

  /** A node wants to take part; said again until it is answered. */
  public List<Effect> register(String address, int lanes, String itsFingerprint) {
    if (!itsFingerprint.equals(fingerprint)) {
      return List.of(
          new Effect.Refuse(
              address,
              "it runs [" + itsFingerprint + "], but the cluster runs [" + fingerprint + "]"));
    }
    if (phase == Phase.COMPLETE) {
      return List.of(new Effect.Complete(completion));
    }
    boolean isNew = gathered.put(address, new NodeSpec(address, lanes)) == null;
    if (phase == Phase.GATHERING) {
      return gathered.size() < members ? List.of() : assignFirst();
    }
    Assignment current = assignment.orElseThrow();
    if (isNew) {
      current = current.with(new NodeSpec(address, lanes));
      assignment = Optional.of(current);
    }
    return isNew && stopping
        ? List.of(new Effect.Assign(current), new Effect.StopReading())
        : List.of(new Effect.Assign(current));
  }

  private List<Effect> assignFirst() {
    Assignment first = Assignment.first(List.copyOf(gathered.values()), shards);
    assignment = Optional.of(first);
    phase = Phase.OPENING;
    return List.of(new Effect.Assign(first));
  }

  /** A node has opened its connectors. */
  public List<Effect> ready(String address) {
    ready.add(address);
    if (phase == Phase.OPENING) {
      if (!ready.containsAll(gathered.keySet())) {
        return List.of();
      }
      phase = Phase.RUNNING;
      return List.of(new Effect.Go(List.copyOf(gathered.keySet())));
    }
    return phase == Phase.RUNNING ? List.of(new Effect.Go(List.of(address))) : List.of();
  }

  /** All readers of a node have ended. */
  public List<Effect> sourcesEnded(String address) {
    ended.add(address);
    return drainIfAllEnded();
  }

  /** A node was asked to stop: in this version the nodes of a run end together. */
  public List<Effect> stopRequested() {
    if (phase == Phase.COMPLETE) {
      return List.of(new Effect.Complete(completion));
    }
    if (phase == Phase.GATHERING) {
      return complete(Completion.of(Completion.Kind.STOPPED));
    }
    if (phase == Phase.DRAINING) {
      return List.of();
    }
    drainingTo = Completion.Kind.STOPPED;
    stopping = true;
    List<Effect> effects = new ArrayList<>(List.of(new Effect.StopReading()));
    effects.addAll(drainIfAllEnded());
    return effects;
  }

  private List<Effect> drainIfAllEnded() {
    boolean can = phase == Phase.OPENING || phase == Phase.RUNNING;
    if (!can || !ended.containsAll(gathered.keySet())) {
      return List.of();
    }
    phase = Phase.DRAINING;
    return nextWave();
  }

  private List<Effect> nextWave() {
    reports.clear();
    wave++;
    return List.of(new Effect.AskReports(wave));
  }

  /** A node's counters, for a wave of questions. */
  public List<Effect> report(String address, long ofWave, long emitted, long settled) {
    if (phase != Phase.DRAINING || ofWave != wave) {
      return List.of();
    }
    reports.put(address, new Sums(emitted, settled));
    if (!reports.keySet().containsAll(gathered.keySet())) {
      return List.of();
    }
    Sums sums =
        new Sums(
            reports.values().stream().mapToLong(Sums::emitted).sum(),
            reports.values().stream().mapToLong(Sums::settled).sum());
    boolean still = sums.emitted == sums.settled && lastWave.equals(Optional.of(sums));
    lastWave = Optional.of(sums);
    return still ? complete(Completion.of(drainingTo)) : nextWave();
  }

  /** A question or its answer may have been lost: ask again. */
  public List<Effect> tick() {
    return phase == Phase.DRAINING ? List.of(new Effect.AskReports(wave)) : List.of();
  }

  /**
   * Something failed on a node, or a node is gone. Once records flow, a node that has no part in
   * the run cannot end it.
   */
  public List<Effect> failed(String address, String code, String message) {
    boolean stranger = phase != Phase.GATHERING && !gathered.containsKey(address);
    return phase == Phase.COMPLETE || stranger
        ? List.of()
        : complete(new Completion(Completion.Kind.FAILED, code, message));
  }

  private List<Effect> complete(Completion how) {
    phase = Phase.COMPLETE;
    completion = how;
    return List.of(new Effect.Complete(how));
  }
}
