package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Prepared;
import dev.potoroo.internal.round.Report;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.TakeOver;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What the coordinator is told: by the nodes, and by its own store and clock. */
interface CoordinatorMessage {

  /** A node wants to take part; repeated all the time. */
  record Register(
      String address,
      long incarnation,
      int lanes,
      String fingerprint,
      Optional<Assignment> known,
      ActorRef<NodeMessage> agent)
      implements CoordinatorMessage, WireMessage {}

  /** A node has entered a generation. */
  record Ready(String address, long generation) implements CoordinatorMessage, WireMessage {}

  /** All readers of a node have ended. */
  record SourcesEnded(String address, long generation) implements CoordinatorMessage, WireMessage {}

  /** A node was asked to stop. */
  record StopRequested(String address) implements CoordinatorMessage, WireMessage {}

  /** All shards are where the generation has them. */
  record InPlace(long generation) implements CoordinatorMessage, WireMessage {}

  /** People want the shards spread evenly. */
  record RebalanceWanted() implements CoordinatorMessage, WireMessage {}

  /** Something failed on a node, for good. */
  record NodeFailed(String address, String code, String message)
      implements CoordinatorMessage, WireMessage {}

  /** Something has broken a generation on a node. */
  record NodeBroken(String address, long generation, String reason)
      implements CoordinatorMessage, WireMessage {}

  /** A node's counters. */
  record Reported(String address, long generation, long wave, Report report)
      implements CoordinatorMessage, WireMessage {}

  /** A node has more objects in memory than it should. */
  record CutWanted(long generation) implements CoordinatorMessage, WireMessage {}

  /** A node has captured a round. */
  record Captured(String address, long generation, long round)
      implements CoordinatorMessage, WireMessage {}

  /** A node has made its part of a round durable. */
  record NodePrepared(String address, long generation, long round, Prepared what)
      implements CoordinatorMessage, WireMessage {}

  /** The store tells, this coordinator or a node, that there is a newer generation. */
  record Fenced(long generation, String message) implements CoordinatorMessage, WireMessage {}

  /** Asks how rounds go. */
  record GetRounds(ActorRef<NodeMessage.RoundsAnswer> replyTo)
      implements CoordinatorMessage, WireMessage {}

  /** The store has begun a generation. */
  record TookOver(TakeOver how) implements CoordinatorMessage {}

  /** The store has committed. */
  record CommitDone(RoundCommit commit) implements CoordinatorMessage {}

  /** A node is no longer a member. */
  record Gone(String address) implements CoordinatorMessage {}

  /** Time to look after things. */
  record Tick() implements CoordinatorMessage {}
}
