package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.store.StateStore;
import dev.potoroo.tracing.Tracing;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parts of one node share: the graph, settings, counters, and where failures go. The parts
 * themselves come up in {@link NodeParts}. Thread-safe.
 */
final class Node {
  private static final Logger LOG = LoggerFactory.getLogger("dev.potoroo");

  private final Topology topology;
  private final PipelineSettings settings;
  private final Clock clock;
  private final Consumer<PotorooException> onFailure;
  private final RecordSizes sizes;
  private final Masking masking;
  private final SourcePauses pauses = new SourcePauses();
  private final References references;
  private final WireCounters wireCounters = new WireCounters();
  private final List<PartCounters> sourceCounters;
  private final List<PartCounters> stepCounters;
  private final List<PartCounters> sinkCounters;
  private final List<AtomicLong> objects;
  private final List<AtomicLong> quarantined;
  private final List<LargestStates> largest;
  private final List<WireFormat> wireFormats;
  private final DeadLetterFile deadLetterFile;
  private final NodeParts parts;
  private final Optional<NodeStore> store;
  private final CallDesks calls;
  private final AtomicLong retrying = new AtomicLong();
  private final AtomicInteger crowdedLanes = new AtomicInteger();
  private final LongConsumer onCutWanted;
  private final BiConsumer<Long, String> onBroken;
  private final Workers workers;
  private volatile @Nullable Tracing tracing;
  private volatile long generationNumber;
  private volatile long committedRound;
  private volatile boolean othersGoOn;

  Node(
      Topology topology,
      PipelineSettings settings,
      Clock clock,
      Optional<StateStore> store,
      Consumer<PotorooException> onFailure,
      LongConsumer onCutWanted,
      BiConsumer<Long, String> onBroken) {
    this(
        topology,
        settings,
        clock,
        store,
        onFailure,
        onCutWanted,
        onBroken,
        Workers.threads(name -> threads(topology.pipeline(), name, onFailure)));
  }

  Node(
      Topology topology,
      PipelineSettings settings,
      Clock clock,
      Optional<StateStore> store,
      Consumer<PotorooException> onFailure,
      LongConsumer onCutWanted,
      BiConsumer<Long, String> onBroken,
      Workers workers) {
    this.workers = workers;
    this.topology = topology;
    this.settings = settings;
    this.clock = clock;
    this.onFailure = onFailure;
    this.onCutWanted = onCutWanted;
    this.onBroken = onBroken;
    this.store = store.map(open -> new NodeStore(open, LOG, onFailure, workers));
    references = new References(topology.references());
    parts = new NodeParts(this);
    masking = new Masking(settings.maskedFields());
    sizes = new RecordSizes(settings.window(), settings.windowSize());
    sourceCounters = counters(topology.sources().size());
    stepCounters = counters(topology.steps().size());
    sinkCounters = counters(topology.sinks().size());
    objects = topology.steps().stream().map(step -> new AtomicLong()).toList();
    quarantined = topology.steps().stream().map(step -> new AtomicLong()).toList();
    largest =
        topology.steps().stream()
            .map(step -> new LargestStates(settings.inspect().hotCounters()))
            .toList();
    wireFormats =
        topology.steps().stream()
            .map(step -> new WireFormat(step.step().recordType(), masking))
            .toList();
    calls =
        new CallDesks(topology, settings.async(), workers, number -> number == generationNumber);
    deadLetterFile =
        new DeadLetterFile(
            settings.dataDir().resolve(topology.pipeline()),
            settings.deadLetters(),
            LOG,
            this::fail);
  }

  /** Some records are followed; said before there are any. */
  void tracing(Tracing of) {
    tracing = of;
  }

  /** What takes down the ways of records; null if none is followed. */
  @Nullable Tracing tracing() {
    return tracing;
  }

  /** The values of reference data. */
  References references() {
    return references;
  }

  /** Which sources are paused. */
  SourcePauses pauses() {
    return pauses;
  }

  private static List<PartCounters> counters(int count) {
    return IntStream.range(0, count).mapToObj(i -> new PartCounters()).toList();
  }

  Topology topology() {
    return topology;
  }

  PipelineSettings settings() {
    return settings;
  }

  Clock clock() {
    return clock;
  }

  Logger log() {
    return LOG;
  }

  NodeParts parts() {
    return parts;
  }

  /** Where state is kept; empty if it is not. */
  Optional<NodeStore> store() {
    return store;
  }

  /** The newest generation that this node knows of: work for an older one is in vain. */
  long generationNumber() {
    return generationNumber;
  }

  void generationNumber(long number) {
    generationNumber = number;
  }

  /** The last committed round that this node knows of; 0 if none. */
  long committedRound() {
    return committedRound;
  }

  void committedRound(long round) {
    committedRound = round;
  }

  /** How a run ends on a node that is no longer a member of the cluster. */
  Completion noLongerMember() {
    return new Completion(
        Completion.Kind.FAILED,
        ErrorCode.STATE_LOST.name(),
        "This node is no longer a member of the cluster: the others did not reach it for too long,"
            + " or its actor system was ended. "
            + (store.isPresent()
                ? "Start it again: it goes on from the last commit."
                : "State is kept in memory: start all nodes again."));
  }

  /** This node ends, and others go on. */
  void othersGoOn() {
    othersGoOn = true;
  }

  boolean doOthersGoOn() {
    return othersGoOn;
  }

  /** How many keys have records that are held back, and go on by themselves. */
  AtomicLong retrying() {
    return retrying;
  }

  /** Who makes the calls of async steps. */
  CallDesks calls() {
    return calls;
  }

  /** How many lanes have so many objects in memory that sources must wait. */
  AtomicInteger crowdedLanes() {
    return crowdedLanes;
  }

  /** A generation cannot go on: the pipeline is to go back to the last commit. */
  void broken(long generation, String reason) {
    onBroken.accept(generation, reason);
  }

  /** Asks for the end of the round, so that what it has gathered can leave memory. */
  void cutWanted(long generation) {
    onCutWanted.accept(generation);
  }

  /** What is not shown of states and records. */
  Masking masking() {
    return masking;
  }

  /** What this node has sent to others and got from them. */
  WireCounters wireCounters() {
    return wireCounters;
  }

  RecordSizes sizes() {
    return sizes;
  }

  PartCounters sourceCounters(int source) {
    return sourceCounters.get(source);
  }

  PartCounters stepCounters(int step) {
    return stepCounters.get(step);
  }

  PartCounters sinkCounters(int sink) {
    return sinkCounters.get(sink);
  }

  /** How many objects of a step live on this node. */
  AtomicLong objects(int step) {
    return objects.get(step);
  }

  /** How many keys of a step are quarantined on this node. */
  AtomicLong quarantined(int step) {
    return quarantined.get(step);
  }

  /** The largest states of a step that were written. */
  LargestStates largest(int step) {
    return largest.get(step);
  }

  WireFormat wireFormat(int step) {
    return wireFormats.get(step);
  }

  DeadLetterFile deadLetterFile() {
    return deadLetterFile;
  }

  SinkRunner sinkRunner(int sink) {
    return parts.sinkRunner(sink);
  }

  /** The number of a sink that is one of the topology's. */
  int indexOf(Sink<?> sink) {
    for (Topology.SinkVertex vertex : topology.sinks()) {
      if (vertex.sink() == sink) {
        return vertex.index();
      }
    }
    throw new IllegalStateException("sink [" + sink.name() + "] is not in the topology");
  }

  Thread thread(String name, Runnable task) {
    return thread(topology.pipeline(), name, task, onFailure);
  }

  /** What a thread does not catch itself ends the run: others would wait for it for ever. */
  private static Thread thread(
      String pipeline, String name, Runnable task, Consumer<PotorooException> onFailure) {
    Thread thread = new Thread(task, "potoroo-" + pipeline + "-" + name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (failed, t) -> onFailure.accept(internal("thread [" + failed.getName() + "] failed", t)));
    return thread;
  }

  private static ThreadFactory threads(
      String pipeline, String name, Consumer<PotorooException> onFailure) {
    AtomicInteger number = new AtomicInteger();
    return task -> thread(pipeline, name + "-" + number.getAndIncrement(), task, onFailure);
  }

  /** Who does what is not done on lanes. */
  Workers workers() {
    return workers;
  }

  /** A connector that cannot be opened. */
  PotorooException notOpened(String what, Exception e) {
    if (e instanceof PotorooException clear) {
      return clear;
    }
    LOG.debug("{} could not be opened", what, e);
    return new PotorooException(
        ErrorCode.NOT_OPENED,
        what
            + " of pipeline ["
            + topology.pipeline()
            + "] could not be opened: "
            + Fatal.describe(e),
        e);
  }

  /** Something went wrong after which the pipeline cannot go on. The first failure counts. */
  void fail(PotorooException failure) {
    onFailure.accept(failure);
  }

  /** A defect of ours, or of the process. */
  void failInternally(String what, Throwable t) {
    fail(internal(what, t));
  }

  private static PotorooException internal(String what, Throwable t) {
    LOG.error("{}", what, t);
    if (t instanceof OutOfMemoryError) {
      return new PotorooException(
          ErrorCode.OUT_OF_MEMORY,
          what
              + ": "
              + Fatal.describe(t)
              + ". No part of the process is to be trusted after that, so it ends. Give it more"
              + " memory (-Xmx), or look for a record that a handler makes too much of; the"
              + " next start goes on from the last commit.",
          t);
    }
    return new PotorooException(
        ErrorCode.INTERNAL, what + ": " + Fatal.describe(t) + ". Please report this defect.", t);
  }

  /**
   * A record cannot be written for another node: it goes to the dead letters, and is no longer in
   * flight.
   */
  void cannotCrossNodes(Batch batch, int i, Throwable e) {
    Topology.StepVertex step = topology.steps().get(batch.step);
    Origin origin = Objects.requireNonNull(batch.origin);
    new ErrorDesk(this, step.name(), stepCounters(batch.step), Outbox.toSinks(this, origin))
        .giveUp(ErrorPolicy.deadLetter(), batch.keys[i], -1, "encode", e, batch.records[i]);
    origin.flight().settled().add(1);
    origin.add(-1);
  }
}
