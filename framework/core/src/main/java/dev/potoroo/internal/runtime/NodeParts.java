package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * The running parts of one node: readers, lanes' work, ways to other nodes, writers. Built and
 * ended by the agent's thread; what others read is published before records flow.
 */
final class NodeParts {
  private static final long CLOSE_AFTER_FAILURE_MILLIS = 2000;

  private final Node node;
  private final List<SinkRunner> sinks = new CopyOnWriteArrayList<>();
  private final List<SourceRunner> sources = new CopyOnWriteArrayList<>();
  private final List<LaneWork> work = new CopyOnWriteArrayList<>();
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final List<NodeMessage.Packed> early = new ArrayList<>();
  private volatile int index;
  private volatile @Nullable Assignment assignment;
  private volatile List<ActorRef<NodeMessage>> agents = List.of();
  private @Nullable Routing routing;

  /** Another node, or this one. */
  private record Peer(Origin origin, List<Egress> ways, List<Ingress> doors) {}

  NodeParts(Node node) {
    this.node = node;
  }

  /** Opens all sinks. */
  void openSinks(ResolvedBindings bindings, String nodeName) {
    for (Topology.SinkVertex vertex : node.topology().sinks()) {
      SinkContext context = new SinkContext(vertex.name(), vertex.sink().codec().text(), nodeName);
      try {
        SinkRunner runner =
            new SinkRunner(node, vertex, bindings.sink(vertex.index()).open(context));
        sinks.add(runner);
        runner.start();
      } catch (Exception e) {
        throw notOpened("Sink [" + vertex.name() + "]", e);
      }
    }
  }

  /** Takes the first assignment: builds the lanes' work, and the ways to the other nodes. */
  void assigned(
      Assignment first,
      int self,
      Lanes lanes,
      List<ActorRef<NodeMessage>> agents,
      List<ActorRef<ShardingEnvelope<EntityMessage>>> regions) {
    index = self;
    node.localOrigin().node(self);
    LateDestination[] here = new LateDestination[lanes.count()];
    for (int lane = 0; lane < here.length; lane++) {
      here[lane] = new LateDestination();
    }
    List<Destination> destinations = new ArrayList<>(List.of(here));
    int[] firstLaneOf = new int[first.nodes().size()];
    for (int i = 0; i < firstLaneOf.length; i++) {
      if (i != self) {
        firstLaneOf[i] = destinations.size();
        destinations.addAll(ways(first, i, agents.get(i)));
      }
    }
    Routing routing =
        new Routing(
            destinationOfShard(first, firstLaneOf), destinations.toArray(Destination[]::new));
    for (int lane = 0; lane < lanes.count(); lane++) {
      LaneWork mine = new LaneWork(node, lanes.get(lane), regions, routing);
      here[lane].become(mine);
      work.add(mine);
    }
    for (int i = 0; i < firstLaneOf.length; i++) {
      peers.add(
          peer(i, self, agents.get(i), routing, firstLaneOf[i], first.nodes().get(i).lanes()));
    }
    this.routing = routing;
    this.agents = List.copyOf(agents);
    assignment = first;
  }

  /** A lane's work as a destination; it is known only after the routing that contains it. */
  private static final class LateDestination implements Destination {
    private @Nullable LaneWork lane;

    void become(LaneWork lane) {
      this.lane = lane;
    }

    @Override
    public void send(Batch batch) {
      Objects.requireNonNull(lane).send(batch);
    }
  }

  private List<Egress> ways(Assignment of, int to, ActorRef<NodeMessage> agent) {
    List<Egress> ways = new ArrayList<>();
    for (int lane = 0; lane < of.nodes().get(to).lanes(); lane++) {
      ways.add(new Egress(node, agent, index, lane));
    }
    return ways;
  }

  private static int[] destinationOfShard(Assignment of, int[] firstLaneOf) {
    int[] destination = new int[of.homeOfShard().size()];
    for (int shard = 0; shard < destination.length; shard++) {
      int home = of.homeOfShard().get(shard);
      destination[shard] =
          firstLaneOf[home] + Lanes.laneOfShard(shard, of.nodes().get(home).lanes());
    }
    return destination;
  }

  private Peer peer(
      int i, int self, ActorRef<NodeMessage> agent, Routing routing, int firstLane, int lanes) {
    if (i == self) {
      return new Peer(node.localOrigin(), List.of(), List.of());
    }
    List<Egress> ways = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      ways.add((Egress) routing.destinations()[firstLane + lane]);
    }
    return stranger(i, agent, ways);
  }

  private Peer stranger(int i, ActorRef<NodeMessage> agent, List<Egress> ways) {
    Origin origin =
        new Origin.Remote(i, delta -> agent.tell(new NodeMessage.InFlightChanged(delta)));
    List<Ingress> doors = new ArrayList<>();
    for (int lane = 0; lane < work.size(); lane++) {
      doors.add(new Ingress(node, lane, agent));
    }
    return new Peer(origin, ways, doors);
  }

  /** Takes a later assignment, which has more nodes. */
  void reassigned(Assignment later, List<ActorRef<NodeMessage>> agents) {
    for (int i = peers.size(); i < later.nodes().size(); i++) {
      peers.add(stranger(i, agents.get(i), List.of()));
    }
    this.agents = List.copyOf(agents);
    assignment = later;
    List<NodeMessage.Packed> waited = List.copyOf(early);
    early.clear();
    waited.forEach(this::packed);
  }

  /** Opens the partitions that this node reads. */
  void openSources(ResolvedBindings bindings, Runnable onReaderEnd) {
    Assignment mine = Objects.requireNonNull(assignment);
    for (SourceVertex vertex : node.topology().sources()) {
      SourceConnector connector = bindings.source(vertex.index());
      List<String> partitions = connector.partitions();
      for (int i = 0; i < partitions.size(); i++) {
        boolean here =
            connector.scope() == SourceConnector.Scope.NODE
                || mine.readerOf(vertex.index(), i) == index;
        if (here) {
          sources.add(open(vertex, connector, partitions.get(i), onReaderEnd));
        }
      }
    }
  }

  private SourceRunner open(
      SourceVertex vertex, SourceConnector connector, String partition, Runnable onEnd) {
    SourceContext context =
        new SourceContext(
            vertex.name(),
            partition,
            0,
            node.settings().maxRecordSize(),
            node.settings().deadLetters().maxRawSize());
    try {
      SourceReader reader = connector.open(context);
      return new SourceRunner(
          node,
          vertex,
          partition,
          reader,
          reader.describe().orElseGet(connector::describe),
          Objects.requireNonNull(routing),
          onEnd);
    } catch (Exception e) {
      throw notOpened("Source [" + vertex.name() + "]", e);
    }
  }

  private PotorooException notOpened(String what, Exception e) {
    if (e instanceof PotorooException clear) {
      return clear;
    }
    node.log().debug("{} could not be opened", what, e);
    return new PotorooException(
        ErrorCode.NOT_OPENED,
        what
            + " of pipeline ["
            + node.topology().pipeline()
            + "] could not be opened: "
            + Fatal.describe(e),
        e);
  }

  void startReaders() {
    sources.forEach(SourceRunner::start);
  }

  void stopReaders() {
    sources.forEach(SourceRunner::stop);
  }

  void wakeReaders() {
    sources.forEach(SourceRunner::wake);
  }

  boolean readersEnded() {
    return sources.stream().allMatch(SourceRunner::ended);
  }

  /** Whether all readers of one source on this node have ended. */
  boolean readersEnded(int source) {
    return sources.stream().filter(s -> s.source() == source).allMatch(SourceRunner::ended);
  }

  /** What is left to read of one source on this node; -1 if unknown. */
  long lag(int source) {
    List<Long> lags =
        sources.stream().filter(s -> s.source() == source).map(SourceRunner::lag).toList();
    return lags.contains(-1L) ? -1 : lags.stream().mapToLong(lag -> lag).sum();
  }

  /** What this node reads of one source, for people; empty if nothing. */
  List<String> descriptions(int source) {
    return sources.stream()
        .filter(s -> s.source() == source)
        .map(SourceRunner::describe)
        .distinct()
        .toList();
  }

  /**
   * Closes the readers, lets the sinks write what they have, and closes them; blocks. False if a
   * sink took too long, which it cannot where nobody has asked for the end.
   */
  boolean closeConnectors(Completion.Kind kind) throws InterruptedException {
    long patience = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_AFTER_FAILURE_MILLIS);
    for (SourceRunner source : sources) {
      source.awaitClosed(TimeUnit.NANOSECONDS.toMillis(patience - System.nanoTime()));
    }
    sinks.forEach(SinkRunner::close);
    long millis =
        switch (kind) {
          case FAILED -> CLOSE_AFTER_FAILURE_MILLIS;
          case STOPPED -> node.settings().drainTimeout().toMillis();
          case ENDED -> TimeUnit.DAYS.toMillis(365);
        };
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean closed = true;
    for (SinkRunner sink : sinks) {
      closed &= sink.awaitClosed(TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()));
    }
    if (!closed) {
      sinks.forEach(SinkRunner::abandon);
    }
    return closed;
  }

  void packed(NodeMessage.Packed packed) {
    if (Math.max(packed.from(), packed.origin()) >= peers.size()) {
      // From a node that has joined just now, of which the coordinator's word is still on its way.
      early.add(packed);
      return;
    }
    peers
        .get(packed.from())
        .doors()
        .get(packed.lane())
        .accept(packed, peers.get(packed.origin()).origin());
  }

  void packedTaken(NodeMessage.PackedTaken taken) {
    peers.get(taken.from()).ways().get(taken.lane()).taken(taken.count());
  }

  /** Tells the other nodes what became of their records. */
  void flushOrigins() {
    for (Peer peer : peers) {
      if (peer.origin() instanceof Origin.Remote remote) {
        remote.flush();
      }
    }
  }

  void askAgain() {
    work.forEach(lane -> lane.onLane(lane::askAgain));
  }

  int index() {
    return index;
  }

  @Nullable Assignment assignment() {
    return assignment;
  }

  /** The agents of all nodes, by number; empty before the first assignment. */
  List<ActorRef<NodeMessage>> agents() {
    return agents;
  }

  SinkRunner sinkRunner(int sink) {
    return sinks.get(sink);
  }

  LaneWork work(int lane) {
    return work.get(lane);
  }

  int lanes() {
    return work.size();
  }

  /** The lane of a shard. */
  LaneWork workOf(int shard) {
    return work.get(Lanes.laneOfShard(shard, work.size()));
  }
}
