package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a node has for the time of one generation: where records go, where they came in, what was
 * counted. The next generation has everything anew, so that nothing of this one can get into it.
 * Immutable; its parts are thread-safe.
 */
final class Generation {
  private final long number;
  private final Assignment assignment;
  private final int self;
  private final List<ActorRef<NodeMessage>> agents;
  private final Flight flight;
  private final Origin.Local localOrigin;
  private final FlowGate gate;
  private final Routing routing;
  private final List<Peer> peers;

  /** Another node, or this one: then without ways and doors. */
  private record Peer(Origin origin, List<Egress> ways, List<Ingress> doors) {}

  /**
   * Makes one.
   *
   * @param self the number of this node in the assignment
   * @param agents the agents of all nodes, by number
   * @param here the lanes of this node
   */
  Generation(
      Node node,
      long number,
      Assignment assignment,
      int self,
      List<ActorRef<NodeMessage>> agents,
      List<LaneWork> here) {
    this(
        node,
        number,
        assignment,
        self,
        agents,
        agents.stream().<Consumer<NodeMessage>>map(agent -> agent::tell).toList(),
        here);
  }

  private Generation(
      Node node,
      long number,
      Assignment assignment,
      int self,
      List<ActorRef<NodeMessage>> agents,
      List<Consumer<NodeMessage>> tellAgents,
      List<LaneWork> here) {
    this.number = number;
    this.assignment = assignment;
    this.self = self;
    this.agents = List.copyOf(agents);
    flight = new Flight(number);
    localOrigin =
        new Origin.Local(
            flight,
            self,
            node.settings().window(),
            node.parts()::wakeReaders,
            () -> tellAgents.get(self).accept(new NodeMessage.Emptied(number)));
    gate = new FlowGate(() -> tellAgents.get(self).accept(new NodeMessage.ReaderPaused(number)));
    List<Destination> destinations = new ArrayList<>(here);
    int[] firstLaneOf = new int[assignment.nodes().size()];
    peers = new ArrayList<>();
    for (int i = 0; i < firstLaneOf.length; i++) {
      if (i == self) {
        peers.add(new Peer(localOrigin, List.of(), List.of()));
      } else {
        firstLaneOf[i] = destinations.size();
        Peer peer = peer(node, i, tellAgents.get(i), here);
        peers.add(peer);
        destinations.addAll(peer.ways());
      }
    }
    routing =
        new Routing(
            destinationOfShard(assignment, firstLaneOf), destinations.toArray(Destination[]::new));
  }

  /** One whose agents are no actors. */
  static Generation withoutActors(
      Node node,
      long number,
      Assignment assignment,
      int self,
      List<Consumer<NodeMessage>> agents,
      List<LaneWork> here) {
    return new Generation(node, number, assignment, self, List.of(), agents, here);
  }

  private Peer peer(Node node, int i, Consumer<NodeMessage> agent, List<LaneWork> here) {
    Origin origin =
        new Origin.Remote(
            flight, i, delta -> agent.accept(new NodeMessage.InFlightChanged(number, delta)));
    List<Egress> ways = new ArrayList<>();
    for (int lane = 0; lane < assignment.nodes().get(i).lanes(); lane++) {
      ways.add(new Egress(node, this, agent, lane));
    }
    List<Ingress> doors = new ArrayList<>();
    for (int lane = 0; lane < here.size(); lane++) {
      doors.add(new Ingress(node, this, here.get(lane), lane, agent));
    }
    return new Peer(origin, ways, doors);
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

  long number() {
    return number;
  }

  Assignment assignment() {
    return assignment;
  }

  /** Whether the objects of a key live on this node. */
  boolean isHome(String key) {
    List<Integer> homes = assignment.homeOfShard();
    return homes.get(KeyShards.shardOf(key, homes.size())) == self;
  }

  /** The address of this node. */
  String address() {
    return assignment.nodes().get(self).address();
  }

  /** The number of this node. */
  int self() {
    return self;
  }

  List<ActorRef<NodeMessage>> agents() {
    return agents;
  }

  Flight flight() {
    return flight;
  }

  Origin.Local localOrigin() {
    return localOrigin;
  }

  /** Whether lanes may bring records back into the flow. */
  FlowGate gate() {
    return gate;
  }

  Routing routing() {
    return routing;
  }

  void packed(NodeMessage.Packed packed) {
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

  /** The other nodes that records on this one wait to be sent to, for people. */
  List<String> waitingFor() {
    List<String> waiting = new ArrayList<>();
    for (int i = 0; i < peers.size(); i++) {
      if (peers.get(i).ways().stream().anyMatch(Egress::waiting)) {
        waiting.add("node [" + assignment.nodes().get(i).address() + "]");
      }
    }
    return waiting;
  }
}
