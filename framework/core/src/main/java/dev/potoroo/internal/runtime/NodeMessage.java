package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.RoundsStatus;
import dev.potoroo.status.ShardsStatus;
import dev.potoroo.status.SourceOrder;
import dev.potoroo.store.RoundCommit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What the agent of a node is told, by the coordinator, by other agents, and by this node itself.
 */
interface NodeMessage {

  /** A generation begins: who does what in it, and what it goes on from. */
  record Assigned(
      long generation,
      Assignment assignment,
      List<ActorRef<NodeMessage>> agents,
      Optional<RoundCommit> last)
      implements NodeMessage, WireMessage {}

  /** This node may not take part. */
  record Refused(String reason) implements NodeMessage, WireMessage {}

  /** All nodes have entered a generation: shards are to be brought where they belong. */
  record Place(long generation) implements NodeMessage, WireMessage {}

  /** All shards are where the generation has them, says Pekko's shard coordinator here. */
  record InPlace(long generation) implements NodeMessage {}

  /** Records may flow, those of sources of reference data or all. */
  record Flow(long generation, long round, long turn, boolean referencesOnly)
      implements NodeMessage, WireMessage {}

  /** Sources are to pause. */
  record Pause(long generation, long round, long turn) implements NodeMessage, WireMessage {}

  /** The coordinator wants this node's counters. */
  record ReportWanted(long generation, long turn, long wave) implements NodeMessage, WireMessage {}

  /** What the round has changed is to be captured. */
  record Capture(long generation, long round, long turn, long watermark)
      implements NodeMessage, WireMessage {}

  /** A round is committed. */
  record Committed(long generation, long round) implements NodeMessage, WireMessage {}

  /** The run is over; {@code committed} is the last round committed. */
  record Completed(Completion completion, long generation, long committed)
      implements NodeMessage, WireMessage {}

  /** This node ends, the others go on; {@code committed} is the last round committed. */
  record Released(long generation, long committed) implements NodeMessage, WireMessage {}

  /**
   * Packed records of one step for one lane, or a part of them; {@code ageNanos} ago the oldest of
   * them was read.
   */
  record Packed(
      long generation,
      int from,
      int lane,
      int step,
      int origin,
      int count,
      long ageNanos,
      boolean last,
      byte[] data)
      implements NodeMessage, WireMessage {}

  /** {@code count} packed messages for a lane of {@code from} have been taken. */
  record PackedTaken(long generation, int from, int lane, int count)
      implements NodeMessage, WireMessage {}

  /** That many more or fewer records that came in at this node are in flight elsewhere. */
  record InFlightChanged(long generation, long delta) implements NodeMessage, WireMessage {}

  /** Asks for a state object that lives on this node. */
  record GetEntity(int step, String key, ActorRef<EntityAnswer> replyTo)
      implements NodeMessage, WireMessage {}

  /** The answer; {@code failure} says why there is none, if it is not that there is no object. */
  record EntityAnswer(Optional<EntityStatus> entity, String failure) implements WireMessage {}

  /** Asks for keys on this node. */
  record GetKeys(
      int step, String prefix, int limit, Optional<String> after, ActorRef<KeysAnswer> replyTo)
      implements NodeMessage, WireMessage {}

  /**
   * The answer: at most {@code limit} keys in order; {@code cut} if there are more, which did not
   * fit into a message; {@code failure} says why there are none, if they could not be read.
   */
  record KeysAnswer(List<EntityPage.Item> keys, boolean cut, String failure)
      implements WireMessage {

    /** As many of the keys as fit into a message of that many bytes, but at least one. */
    static KeysAnswer thatFits(List<EntityPage.Item> keys, int maxSize) {
      int left = maxSize;
      for (int i = 0; i < keys.size(); i++) {
        EntityPage.Item item = keys.get(i);
        left -= item.key().getBytes(StandardCharsets.UTF_8).length + item.node().length() + 64;
        if (left < 0 && i > 0) {
          return new KeysAnswer(keys.subList(0, i), true, "");
        }
      }
      return new KeysAnswer(keys, false, "");
    }
  }

  /** Asks for quarantined keys on this node. */
  record GetQuarantined(
      int step, String prefix, int limit, Optional<String> after, ActorRef<KeysAnswer> replyTo)
      implements NodeMessage, WireMessage {}

  /** Asks for a quarantined key of this node, with its first records. */
  record GetHold(int step, String key, int records, ActorRef<HoldAnswer> replyTo)
      implements NodeMessage, WireMessage {}

  /** The answer; {@code failure} says why there is none, if it is not that there is no such key. */
  record HoldAnswer(Optional<QuarantineStatus> hold, String failure) implements WireMessage {}

  /** Something is to be done to a key of this node. */
  record RepairOrdered(int step, Repair repair, ActorRef<RepairAnswer> replyTo)
      implements NodeMessage, WireMessage {}

  /** Something is to be done to a source whose name has its home on this node. */
  record SourceOrdered(SourceOrder order, ActorRef<RepairAnswer> replyTo)
      implements NodeMessage, WireMessage {}

  /** A source is paused in a generation; or resumed, if {@code how} is null. */
  record SourcePaused(long generation, String source, PipelineStatus.@Nullable Paused how)
      implements NodeMessage, WireMessage {}

  /** The answer. */
  record RepairAnswer(RepairResult result) implements WireMessage {}

  /** Asks for this node's counters, for people. */
  record GetStatus(ActorRef<NodeReport> replyTo) implements NodeMessage, WireMessage {}

  /** Asks how rounds go; the coordinator answers. */
  record GetRounds(ActorRef<RoundsAnswer> replyTo) implements NodeMessage, WireMessage {}

  /** The answer. */
  record RoundsAnswer(RoundsStatus rounds, List<ShardsStatus.Movement> movements)
      implements WireMessage {}

  /** Asks for this node's shards. */
  record GetShards(ActorRef<ShardsAnswer> replyTo) implements NodeMessage, WireMessage {}

  /** The answer. */
  record ShardsAnswer(long generation, ShardsStatus.NodeShards shards) implements WireMessage {}

  /** People want the shards spread evenly. */
  record RebalanceAsked() implements NodeMessage {}

  /** Time to look after things. */
  record Tick() implements NodeMessage {}

  /** A reader of this node has paused or ended. */
  record ReaderPaused(long generation) implements NodeMessage {}

  /** Nothing that came in at this node is in flight. */
  record Emptied(long generation) implements NodeMessage {}

  /** This node has entered a generation, which goes on from {@code committed}. */
  record Entered(long generation, long committed) implements NodeMessage {}

  /** All lanes have captured. */
  record LanesCaptured(long generation, long round) implements NodeMessage {}

  /** What was captured is written. */
  record Written(long generation, long round) implements NodeMessage {}

  /** A sink has prepared. */
  record SinkPrepared(long generation, long round, String sink, Map<String, String> marks)
      implements NodeMessage {}

  /** The generation cannot go on. */
  record Broken(long generation, String reason) implements NodeMessage {}

  /** The store says that a newer generation has begun than this one. */
  record Fenced(long generation, String message) implements NodeMessage {}

  /** Objects want to leave memory. */
  record CutWanted(long generation) implements NodeMessage {}

  /** Something failed on this node. */
  record Failing(String code, String message) implements NodeMessage {}

  /** This node was asked to stop. */
  record StopAsked() implements NodeMessage {}

  /** A message of ours to a node, empty for this one, was not delivered. */
  record Lost(String what, String node, long generation) implements NodeMessage {
    /** The generation of a message that does not say. */
    static final long ANY = -1;

    /** Whether it matters to those who are in that generation: what was lost earlier is undone. */
    boolean concerns(long current) {
      return generation == ANY || generation == current;
    }
  }
}
