package dev.potoroo.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The record that makes a round durable: with it, and only with it, the round has happened.
 *
 * @param generation the generation that commits it
 * @param round its number; the first is 1, each later one is one higher
 * @param at when, for people
 * @param shards the pipeline's number of shards
 * @param positions for each source and partition where reading goes on
 * @param sinks for each sink and each thing it writes to (a file, say) what it needs to go back to
 *     this round
 * @param watermark how far event time has come, in milliseconds since 1970: {@link Long#MAX_VALUE}
 *     when all input was read; null while no source has said anything
 */
public record RoundCommit(
    long generation,
    long round,
    Instant at,
    int shards,
    Map<String, Map<String, Long>> positions,
    Map<String, Map<String, String>> sinks,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long watermark) {

  /** The commit of a pipeline without event time. */
  public RoundCommit(
      long generation,
      long round,
      Instant at,
      int shards,
      Map<String, Map<String, Long>> positions,
      Map<String, Map<String, String>> sinks) {
    this(generation, round, at, shards, positions, sinks, null);
  }
}
