package dev.potoroo.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rounds of a pipeline go.
 *
 * @param durable whether rounds are committed; if not, the rest says little
 * @param phase what the coordinator is doing: {@code flowing} most of the time
 * @param generation the generation, which grows with each start, rollback and joining node
 * @param generationReason why the generation has begun
 * @param beganAfter the commit that the generation has gone on from; null if there was none
 * @param committedRound the last committed round, 0 if there is none
 * @param committedAt when it was committed; null if there is none
 * @param ageMillis how long ago that was, in milliseconds; -1 if there is none
 * @param eventTime how far event time had come then; null if it is not known
 * @param latest the latest rounds, oldest first, at most 120
 */
public record RoundsStatus(
    boolean durable,
    String phase,
    long generation,
    String generationReason,
    @Nullable Commit beganAfter,
    long committedRound,
    @Nullable Instant committedAt,
    long ageMillis,
    @Nullable Instant eventTime,
    List<Round> latest) {

  /**
   * A commit.
   *
   * @param round its round
   * @param generation the generation that made it
   * @param committedAt when
   */
  public record Commit(long round, long generation, Instant committedAt) {}

  /**
   * A committed round. Times in microseconds.
   *
   * @param round its number
   * @param objects how many state objects it had changed
   * @param bytes how many bytes of them were written
   * @param drainMicros from the order to pause until nothing was in flight
   * @param pauseMicros from the order to pause until records flowed again
   * @param captureMicros how long the slowest node took to capture changed objects
   * @param writeMicros how long the slowest node took to write them
   * @param commitMicros how long the commit took
   */
  public record Round(
      long round,
      long objects,
      long bytes,
      long drainMicros,
      long pauseMicros,
      long captureMicros,
      long writeMicros,
      long commitMicros) {}
}
