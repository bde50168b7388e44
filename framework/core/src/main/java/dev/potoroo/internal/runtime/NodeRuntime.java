package dev.potoroo.internal.runtime;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.store.Stores;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.status.AuditPage;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.NodeMetrics;
import dev.potoroo.status.Note;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.RoundsStatus;
import dev.potoroo.status.ShardsStatus;
import dev.potoroo.status.SourceOrder;
import dev.potoroo.store.StateStore;
import dev.potoroo.tracing.Tracing;
import dev.potoroo.tracing.TracingProvider;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's runtime on one node, from start to end: the actor system, the lanes, and the node's
 * parts. Thread-safe.
 */
public final class NodeRuntime {
  private static final String SYSTEM_NAME = "potoroo";
  private static final long TERMINATE_SECONDS = 20;

  private final Node node;
  private final Lanes lanes;
  private final ResolvedBindings bindings;
  private final Instant since;
  private final ExecutorService entry;
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<Completion> completed = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile @Nullable ActorSystem<NodeMessage> system;
  private @Nullable NodeMessage earlyFailure;
  private volatile @Nullable ClusterQuestions questions;
  private volatile @Nullable InspectQuestions inspection;

  private NodeRuntime(
      Topology topology,
      PipelineSettings settings,
      ResolvedBindings bindings,
      Clock clock,
      Optional<StateStore> store) {
    this.bindings = bindings;
    this.since = clock.instant();
    this.node =
        new Node(
            topology,
            settings,
            clock,
            store,
            this::failing,
            generation -> tell(new NodeMessage.CutWanted(generation)),
            (generation, reason) -> tell(new NodeMessage.Broken(generation, reason)));
    this.entry = Executors.newSingleThreadExecutor(task -> node.thread("enter", task));
    this.lanes =
        new Lanes(
            settings.lanes(),
            laneThreads(topology.pipeline()),
            t -> node.failInternally("a lane failed", t));
  }

  private static ThreadFactory laneThreads(String pipeline) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "potoroo-" + pipeline + "-lane-" + number.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Starts; returns when the node is up.
   *
   * @throws PotorooException if it cannot come up; nothing is left running then
   */
  public static NodeRuntime start(
      Topology topology,
      PipelineSettings settings,
      ResolvedBindings bindings,
      Config config,
      Clock clock) {
    Optional<StateStore> store = Stores.open(topology.pipeline(), settings, config);
    if (store.isEmpty() && !topology.references().isEmpty()) {
      throw new PotorooException(
          ErrorCode.NEEDS_STORE,
          "Pipeline ["
              + topology.pipeline()
              + "] has reference data, whose values change when a round is committed; but with"
              + " potoroo.store.type [memory] there are no rounds. Set it to [rocksdb].");
    }
    if (store.isEmpty() && topology.hasEventTime()) {
      throw new PotorooException(
          ErrorCode.NEEDS_STORE,
          "Pipeline ["
              + topology.pipeline()
              + "] has a source with event time, which moves when a round is committed; but with"
              + " potoroo.store.type [memory] there are no rounds. Set it to [rocksdb].");
    }
    NodeRuntime runtime = new NodeRuntime(topology, settings, bindings, clock, store);
    try {
      runtime.follow(config);
      runtime.start(config);
      return runtime;
    } catch (RuntimeException e) {
      runtime.terminate();
      throw e;
    }
  }

  private void follow(Config config) {
    for (TracingProvider provider : ServiceLoader.load(TracingProvider.class)) {
      Optional<Tracing> opened = provider.open(node.topology().pipeline(), config);
      if (opened.isPresent()) {
        node.tracing(opened.get());
        return;
      }
    }
  }

  private void start(Config config) {
    NodeSetup setup =
        new NodeSetup(
            node,
            lanes,
            bindings,
            fingerprint(),
            () -> started.complete(null),
            this::closeConnectors,
            entry);
    ActorSystem<NodeMessage> created = createSystem(setup, config);
    ClusterQuestions asks = new ClusterQuestions(node, created, created, since);
    questions = asks;
    inspection = new InspectQuestions(node, asks);
    NodeMessage failed = becameUp(created);
    if (failed != null) {
      created.tell(failed);
    }
    var unused = created.getWhenTerminated().thenRun(this::systemEnded);
    CompletableFuture<Object> first = CompletableFuture.anyOf(started, completed);
    Object how = first.join();
    if (how instanceof Completion early && early.kind() == Completion.Kind.FAILED) {
      throw failureOf(early);
    }
  }

  private ActorSystem<NodeMessage> createSystem(NodeSetup setup, Config config) {
    try {
      return ActorSystem.create(
          NodeAgent.create(setup),
          SYSTEM_NAME,
          PekkoSettings.of(config, node.settings(), lanes.id()));
    } catch (RuntimeException e) {
      PipelineSettings.Cluster cluster = node.settings().cluster();
      if (String.valueOf(e.getMessage()).contains("Failed to bind")) {
        node.log().debug("the node's port could not be bound", e);
        throw new PotorooException(
            ErrorCode.PORT_NOT_BOUND,
            "Port ["
                + cluster.port()
                + "] of ["
                + cluster.host()
                + "] cannot be bound for the cluster: it is in use, or the address is"
                + " not of this machine. Set --port or potoroo.cluster.port to another one, or to 0 for any.",
            e);
      }
      throw e;
    }
  }

  private String fingerprint() {
    return node.topology().pipeline()
        + ", "
        + node.settings().shards()
        + " shards, store "
        + node.settings().storeType()
        + ", steps "
        + node.topology().steps().stream().map(Topology.StepVertex::name).toList();
  }

  /** Makes the system known; what failed before that is told to it now. */
  private synchronized @Nullable NodeMessage becameUp(ActorSystem<NodeMessage> created) {
    system = created;
    return earlyFailure;
  }

  private void failing(PotorooException failure) {
    PotorooException.Fault first = failure.faults().get(0);
    tell(new NodeMessage.Failing(first.code().name(), first.message()));
  }

  private void tell(NodeMessage message) {
    ActorSystem<NodeMessage> up;
    synchronized (this) {
      up = system;
      if (up == null) {
        earlyFailure = message;
        return;
      }
    }
    up.tell(message);
  }

  /** Somebody else has ended the system. */
  private void systemEnded() {
    if (!closing.get()) {
      node.parts().sources().stop();
      closeConnectors(node.noLongerMember());
    }
  }

  /** Closing may block, so that it has a thread of its own. */
  private void closeConnectors(Completion completion) {
    if (closing.getAndSet(true)) {
      return;
    }
    node.thread("close", () -> completed.complete(closed(completion))).start();
  }

  private Completion closed(Completion completion) {
    boolean failed = completion.kind() == Completion.Kind.FAILED;
    try {
      boolean closed = node.parts().closeConnectors(completion.kind());
      node.deadLetterFile().close();
      if (!closed && !failed) {
        return new Completion(
            Completion.Kind.FAILED,
            ErrorCode.NOT_DRAINED.name(),
            "A sink did not take all records within potoroo.drain-timeout ["
                + node.settings().drainTimeout().toSeconds()
                + " s]: what it had not taken is lost, unless it is one that publishes committed"
                + " rounds: then the next run does.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      node.log().warn("the dead letters could not be closed: {}", Fatal.describe(e));
    }
    return completion;
  }

  /** Turns a completion that is a failure into its exception. */
  public static PotorooException failureOf(Completion completion) {
    return new PotorooException(ErrorCode.valueOf(completion.code()), completion.message());
  }

  /**
   * How the run ended; completes when the connectors are closed. The node stays a member until
   * {@link #terminate}.
   */
  public CompletionStage<Completion> completed() {
    return completed.minimalCompletionStage();
  }

  /** Asks for the end: reading stops, what was read is processed. */
  public void stop() {
    system().tell(new NodeMessage.StopAsked());
  }

  /** Leaves the cluster and frees everything; blocks. */
  public void terminate() {
    ActorSystem<NodeMessage> up = system;
    if (up != null) {
      end(up);
      try {
        up.getWhenTerminated().toCompletableFuture().get(TERMINATE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (TimeoutException | ExecutionException | CompletionException e) {
        node.log().warn("the actor system did not end in time");
      }
    }
    entry.shutdownNow();
    lanes.stop();
    node.calls().close();
    node.store().ifPresent(NodeStore::close);
    Tracing tracing = node.tracing();
    if (tracing != null) {
      tracing.close();
    }
  }

  private void end(ActorSystem<NodeMessage> up) {
    boolean othersGoOn = node.doOthersGoOn() || node.parts().generation() == null;
    Completion how = completed.getNow(null);
    boolean failed = how == null || how.kind() == Completion.Kind.FAILED;
    if (othersGoOn) {
      Departure.alone(up);
    } else if (failed) {
      up.terminate();
    } else {
      Departure.together(up);
    }
  }

  /** Whether the node takes part and is not over. */
  public boolean ready() {
    return started.isDone() && node.parts().generation() != null && !completed.isDone();
  }

  /** This node's address. */
  public String address() {
    return questions().self();
  }

  /** What the pipeline is doing, asked of all nodes. */
  public CompletionStage<PipelineStatus> status() {
    return questions().status();
  }

  /** What this node has counted. */
  public NodeMetrics metrics() {
    return new MetricsReader(node, lanes).read(address(), ready());
  }

  /** How rounds go, asked of the coordinator. */
  public CompletionStage<RoundsStatus> rounds() {
    return questions().rounds();
  }

  /** Where shards are, asked of all nodes. */
  public CompletionStage<ShardsStatus> shards() {
    return questions().shards();
  }

  /** Asks for the end of the round. */
  public void endRound() {
    questions().endRound();
  }

  /** Asks for shards to be spread evenly. */
  public void rebalance() {
    questions().rebalance();
  }

  /** A state object, asked of its node. */
  public CompletionStage<Optional<EntityStatus>> entity(int step, String key) {
    return questions().entity(step, key);
  }

  /** Keys, asked of all nodes. */
  public CompletionStage<EntityPage> entities(
      int step, String prefix, int limit, Optional<String> after) {
    return questions().entities(step, prefix, limit, after);
  }

  /** Quarantined keys, asked of all nodes. */
  public CompletionStage<EntityPage> quarantined(
      int step, String prefix, int limit, Optional<String> after) {
    return questions().quarantined(step, prefix, limit, after);
  }

  /** A quarantined key, asked of its node. */
  public CompletionStage<Optional<QuarantineStatus>> quarantined(
      int step, String key, int records) {
    return questions().quarantined(step, key, records);
  }

  /** Has something done to a key, by its node. */
  public CompletionStage<RepairResult> order(int step, Repair repair) {
    return questions().order(step, repair);
  }

  /** Has something done to a source, by all nodes. */
  public CompletionStage<RepairResult> order(SourceOrder order) {
    return questions().order(order);
  }

  /** Has something kept in the audit log, by this node. */
  public void note(Note note) {
    questions().note(note);
  }

  /** What the audit log in the store says. */
  public CompletionStage<AuditPage> audit(
      Optional<Instant> since, int limit, Optional<String> cursor) {
    return questions().audit(since, limit, cursor);
  }

  /** Looks into state objects. */
  public InspectQuestions inspection() {
    InspectQuestions up = inspection;
    if (up == null) {
      throw new IllegalStateException("not started");
    }
    return up;
  }

  /** The actor system. */
  public ActorSystem<?> actorSystem() {
    return system();
  }

  private ActorSystem<NodeMessage> system() {
    ActorSystem<NodeMessage> up = system;
    if (up == null) {
      throw new IllegalStateException("not started");
    }
    return up;
  }

  private ClusterQuestions questions() {
    ClusterQuestions up = questions;
    if (up == null) {
      throw new IllegalStateException("not started");
    }
    return up;
  }
}
