package dev.potoroo.internal.runtime;

import org.apache.pekko.actor.typed.ActorRef;

/** What the coordinator is told. */
interface CoordinatorMessage {

  /** A node wants to take part; repeated until it is answered. */
  record Register(String address, int lanes, String fingerprint, ActorRef<NodeMessage> agent)
      implements CoordinatorMessage, WireMessage {}

  /** A node has opened its connectors. */
  record Ready(String address) implements CoordinatorMessage, WireMessage {}

  /** All readers of a node have ended. */
  record SourcesEnded(String address) implements CoordinatorMessage, WireMessage {}

  /** A node was asked to stop. */
  record StopRequested(String address) implements CoordinatorMessage, WireMessage {}

  /** Something failed on a node. */
  record NodeFailed(String address, String code, String message)
      implements CoordinatorMessage, WireMessage {}

  /** A node's counters. */
  record Report(String address, long wave, long emitted, long settled)
      implements CoordinatorMessage, WireMessage {}

  /** Time to look after things. */
  record Tick() implements CoordinatorMessage {}
}
