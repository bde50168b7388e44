package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the agent of a node is told, by the coordinator, by other agents, and by this node itself.
 */
interface NodeMessage {

  /** The coordinator's word on who does what; a later version adds nodes only. */
  record Assigned(Assignment assignment, List<ActorRef<NodeMessage>> agents)
      implements NodeMessage, WireMessage {}

  /** This node may not take part. */
  record Refused(String reason) implements NodeMessage, WireMessage {}

  /** Records may flow. */
  record Go() implements NodeMessage, WireMessage {}

  /** Sources are to be read no further. */
  record StopReading() implements NodeMessage, WireMessage {}

  /** The coordinator wants this node's counters. */
  record ReportWanted(long wave) implements NodeMessage, WireMessage {}

  /** The run is over. */
  record Completed(Completion completion) implements NodeMessage, WireMessage {}

  /** Packed records of one step for one lane, or a part of them. */
  record Packed(int from, int lane, int step, int origin, int count, boolean last, byte[] data)
      implements NodeMessage, WireMessage {}

  /** {@code count} packed messages for a lane of {@code from} have been taken. */
  record PackedTaken(int from, int lane, int count) implements NodeMessage, WireMessage {}

  /** That many more or fewer records that came in at this node are in flight elsewhere. */
  record InFlightChanged(long delta) implements NodeMessage, WireMessage {}

  /** Asks for a state object that lives on this node. */
  record GetEntity(int step, String key, ActorRef<EntityAnswer> replyTo)
      implements NodeMessage, WireMessage {}

  /** The answer. */
  record EntityAnswer(Optional<EntityStatus> entity) implements WireMessage {}

  /** Asks for keys on this node. */
  record GetKeys(
      int step, String prefix, int limit, Optional<String> after, ActorRef<KeysAnswer> replyTo)
      implements NodeMessage, WireMessage {}

  /**
   * The answer: at most {@code limit} keys in order; {@code cut} if there are more, which did not
   * fit into a message.
   */
  record KeysAnswer(List<EntityPage.Item> keys, boolean cut) implements WireMessage {}

  /** Asks for this node's counters, for people. */
  record GetStatus(ActorRef<NodeReport> replyTo) implements NodeMessage, WireMessage {}

  /** Time to look after things. */
  record Tick() implements NodeMessage {}

  /** All readers of this node have ended. */
  record ReadersEnded() implements NodeMessage {}

  /** Something failed on this node. */
  record Failing(String code, String message) implements NodeMessage {}

  /** This node was asked to stop. */
  record StopAsked() implements NodeMessage {}

  /** A message of ours to a node, empty for this one, was not delivered. */
  record Lost(String what, String node) implements NodeMessage {}
}
