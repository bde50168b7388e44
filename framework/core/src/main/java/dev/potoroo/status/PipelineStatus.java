package dev.potoroo.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline, over all nodes. Counters are since the start of each node.
 *
 * @param name the pipeline's name
 * @param state what it is doing
 * @param since since when this node has been running it
 * @param members which nodes answered
 * @param inFlight records that were emitted and are not processed to their end
 * @param sources its sources
 * @param steps its steps
 * @param sinks its sinks
 * @param nodes the nodes that answered
 */
public record PipelineStatus(
    String name,
    State state,
    Instant since,
    Members members,
    long inFlight,
    List<SourceStatus> sources,
    List<StepStatus> steps,
    List<SinkStatus> sinks,
    List<NodeStatus> nodes) {

  /** What a pipeline is doing. */
  public enum State {
    /** Waiting for nodes, opening connectors. */
    STARTING,
    /** Sources are read. */
    RUNNING,
    /** Sources have ended or were stopped, the rest is processed. */
    DRAINING,
    /** Everything is processed and closed. */
    ENDED,
    /** Stopped by an error. */
    FAILED
  }

  /**
   * A source.
   *
   * @param name its name
   * @param connector what it reads from, for people
   * @param records records read
   * @param deadLetters records that went to the dead letters here
   * @param skipped records skipped by policy here
   * @param lag how many bytes or records are left, -1 if unknown
   * @param ended whether all its partitions have ended
   * @param paused since when it is not read any more because somebody has paused it, and why; null
   *     if it is read
   * @param idlePartitions partitions that have had no record for so long that event time goes on
   *     without them; empty if records have none
   */
  public record SourceStatus(
      String name,
      String connector,
      long records,
      long deadLetters,
      long skipped,
      long lag,
      boolean ended,
      @Nullable Paused paused,
      List<String> idlePartitions) {}

  /**
   * Somebody has paused a source.
   *
   * @param since since when
   * @param reason why, as it was said
   * @param by the name of the token that was sent; null if none was
   * @param all whether all sources are paused, and not this one by itself
   */
  public record Paused(Instant since, String reason, @Nullable String by, boolean all) {}

  /**
   * A step.
   *
   * @param name its name
   * @param records records handled
   * @param emitted records emitted
   * @param objects live state objects
   * @param deadLetters records that went to the dead letters here
   * @param skipped records skipped by policy here
   * @param retries handler calls that were tried again
   * @param quarantined keys that are quarantined now
   */
  public record StepStatus(
      String name,
      long records,
      long emitted,
      long objects,
      long deadLetters,
      long skipped,
      long retries,
      long quarantined) {}

  /**
   * A sink.
   *
   * @param name its name
   * @param connector what it writes to, for people
   * @param records records written
   * @param deadLetters records that could not be encoded and went to the dead letters
   * @param skipped records that could not be encoded and were skipped by policy
   * @param retries how often it was tried again to encode a record
   */
  public record SinkStatus(
      String name, String connector, long records, long deadLetters, long skipped, long retries) {}

  /**
   * A node.
   *
   * @param address {@code host:port}
   * @param shards how many of the shards live there
   * @param objects live state objects
   * @param inFlight records that came in there and are not processed to their end
   * @param waitingFor what records there wait for at the moment, for people
   * @param references the reference data that handlers there read at the moment
   */
  public record NodeStatus(
      String address,
      int shards,
      long objects,
      long inFlight,
      List<String> waitingFor,
      List<ReferenceStatus> references) {}

  /**
   * The value of a Ref that handlers read.
   *
   * @param name the Ref's name; the value is the object of this key in the step of this name
   * @param round the round whose commit has brought the value; 0 if it is the initial one
   * @param updates how many updates it has seen
   * @param bytes the size of the encoded value; 0 if it is the initial one
   */
  public record ReferenceStatus(String name, long round, long updates, long bytes) {}
}
