package dev.potoroo.service;

import com.typesafe.config.Config;
import dev.potoroo.Pipeline;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.NodeMetrics;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.RoundsStatus;
import dev.potoroo.status.ShardsStatus;
import dev.potoroo.status.TopologyDescription;
import dev.potoroo.status.TopologyFormat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * One pipeline, running on this node as a member of a cluster. All methods may be called from any
 * thread and answer for the whole cluster. Answers come within {@code potoroo.ask-timeout}; a node
 * that does not answer in time makes them partial.
 */
public interface PipelineService extends AutoCloseable {

  /**
   * Checks the pipeline and its configuration, joins the cluster and starts. Returns when this node
   * is a member and its connectors are open.
   *
   * @param config the whole configuration, resolved: {@code potoroo { ... }} and {@code pekko { ...
   *     }} over the reference; what Potoroo sets of Pekko is added where it sets nothing
   * @throws dev.potoroo.PotorooException if anything is wrong; nothing is left running then
   */
  static PipelineService start(Pipeline pipeline, Config config) {
    return RunningPipeline.start(pipeline, config);
  }

  /** The pipeline's name. */
  String pipeline();

  /** This node's address in the cluster, {@code host:port}. */
  String address();

  /** The graph. */
  TopologyDescription topology();

  /** The graph, printed. */
  String topology(TopologyFormat format);

  /** What the pipeline is doing. */
  CompletionStage<PipelineStatus> status();

  /**
   * What this node, and this node alone, has counted and measured, and has at the moment. Costs
   * next to nothing.
   */
  NodeMetrics metrics();

  /** How rounds go: the last commit, how long the latest rounds took, the generation. */
  CompletionStage<RoundsStatus> rounds();

  /** Where the shards are, how many objects each has in memory, and what has moved them. */
  CompletionStage<ShardsStatus> shards();

  /**
   * Asks for the shards to be spread evenly over the nodes, at the end of the round. They are
   * whenever a node has joined or left; {@link #shards} shows what has come of it. Without a store
   * nothing happens: objects cannot move.
   */
  void rebalance();

  /**
   * Asks for the end of the round, and so for a commit of what it has changed, without waiting for
   * {@code potoroo.rounds.interval}; {@link #rounds} shows what has come of it. Without a store
   * nothing happens: there are no rounds.
   */
  void endRound();

  /** Whether this node processes records: it is a member, and its connectors are open. */
  boolean ready();

  /** Whether the pipeline has a step of that name. */
  boolean hasStep(String step);

  /**
   * One state object, or empty if there is none with that key. Never creates or wakes one. Fails if
   * there is no such step.
   */
  CompletionStage<Optional<EntityStatus>> entity(String step, String key);

  /**
   * Keys of a step that start with {@code prefix}.
   *
   * @param limit how many, 1 to 500
   * @param cursor where to go on: the keys after this text
   */
  CompletionStage<EntityPage> entities(
      String step, String prefix, int limit, Optional<String> cursor);

  /** What can be seen of single keys that are in trouble, and be done to them. */
  Repairs repairs();

  /** Looks into state objects: which are hot, what happens to them, what would. */
  Inspection inspection();

  /**
   * How the run ended; completes when everything was processed and the connectors are closed. The
   * node stays in the cluster and answers questions until {@link #close}.
   */
  CompletionStage<Outcome> outcome();

  /**
   * Asks this node to leave: reading stops, what was read is processed, the round is committed,
   * connectors are closed. The other nodes take over its shards and partitions and go on. The last
   * node, and all nodes together where no store keeps their objects, end the run in this way.
   * Completes with {@link #outcome}.
   */
  CompletionStage<Outcome> stop();

  /** The actor system, for embedding. */
  ActorSystem<?> system();

  /** {@link #stop}, then leaves the cluster and frees everything; waits for it. */
  @Override
  void close();
}
