package dev.potoroo.status;

import java.util.List;
import java.util.Optional;

/**
 * What one node has counted and measured since its start, and what it has at the moment. Durations
 * are in nanoseconds.
 *
 * @param node {@code host:port}
 * @param ready whether it processes records
 * @param shards how many shards live on it
 * @param inFlight records that came in here and are not processed to their end
 * @param window how many may be in flight
 * @param sources of the pipeline
 * @param steps of the pipeline
 * @param sinks of the pipeline
 * @param lanes its threads for state objects
 * @param wire what went between it and other nodes
 * @param store how it got on with the store
 * @param tracing what it has taken down of records that are followed
 * @param references the reference data that its handlers read
 */
public record NodeMetrics(
    String node,
    boolean ready,
    int shards,
    long inFlight,
    long window,
    List<SourceMetrics> sources,
    List<StepMetrics> steps,
    List<SinkMetrics> sinks,
    List<LaneMetrics> lanes,
    WireMetrics wire,
    StoreMetrics store,
    TracingMetrics tracing,
    List<PipelineStatus.ReferenceStatus> references) {

  /**
   * A source.
   *
   * @param name its name
   * @param records read
   * @param deadLetters records that went to the dead letters
   * @param skipped records skipped by policy
   * @param retries calls of an operator that were tried again
   * @param lag bytes or records left, -1 if unknown
   */
  public record SourceMetrics(
      String name, long records, long deadLetters, long skipped, long retries, long lag) {}

  /**
   * A step.
   *
   * @param name its name
   * @param records handled
   * @param emitted records that handlers emitted
   * @param deadLetters records that went to the dead letters
   * @param skipped records skipped by policy
   * @param retries handler calls that were tried again
   * @param quarantined keys that are quarantined now
   * @param objects in memory
   * @param dirty objects that the round has changed so far
   * @param loaded objects that came from the store into memory
   * @param passivated objects that left memory, and stay in the store
   * @param handlerTime how long handlers took, from samples
   * @param latency from reading a record until what came of it was handled here
   * @param calls if it makes some
   */
  public record StepMetrics(
      String name,
      long records,
      long emitted,
      long deadLetters,
      long skipped,
      long retries,
      long quarantined,
      long objects,
      long dirty,
      long loaded,
      long passivated,
      Histogram handlerTime,
      Histogram latency,
      Optional<CallMetrics> calls) {}

  /**
   * The calls of an async step.
   *
   * @param inFlight calls that have begun and not ended
   * @param pending records that wait for their calls, or for those of their key before them
   * @param answered calls
   * @param failed calls that have failed otherwise than by time
   * @param timedOut calls that have not answered in time
   */
  public record CallMetrics(
      long inFlight, long pending, long answered, long failed, long timedOut) {}

  /**
   * A sink.
   *
   * @param name its name
   * @param records written
   * @param deadLetters records that could not be encoded and went to the dead letters
   * @param skipped records that could not be encoded and were skipped by policy
   * @param retries how often it was tried again to encode a record
   * @param waiting records that are to be written
   * @param latency from reading a record until the connector has taken what came of it
   */
  public record SinkMetrics(
      String name,
      long records,
      long deadLetters,
      long skipped,
      long retries,
      long waiting,
      Histogram latency) {}

  /**
   * A thread for state objects.
   *
   * @param index from 0
   * @param busyNanos for how long it had something to do
   */
  public record LaneMetrics(int index, long busyNanos) {}

  /** What went between this node and others, packed. */
  public record WireMetrics(
      long messagesSent, long bytesSent, long messagesReceived, long bytesReceived) {}

  /**
   * The store, as this node has asked it.
   *
   * @param available whether it answered last
   * @param calls answered
   * @param failures calls that failed
   * @param callNanos how long all calls took together
   */
  public record StoreMetrics(boolean available, long calls, long failures, long callNanos) {}

  /**
   * What was taken down of records that are followed.
   *
   * @param spans places where they have been
   * @param lost those of them that no collector has taken
   */
  public record TracingMetrics(long spans, long lost) {}
}
