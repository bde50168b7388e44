package dev.potoroo.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.status.Answered;
import dev.potoroo.status.DryRun;
import dev.potoroo.status.EntityHistory;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.HotKeys;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.LiveTopology;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Looks into the state objects of a running pipeline. Nothing is changed by it, and no object is
 * brought into memory. Thread-safe; answers for the whole cluster, by whichever node it is asked. A
 * step that the pipeline does not have is an {@link IllegalArgumentException}.
 */
public interface Inspection {

  /** The graph with how much goes through its nodes and edges, and how long that takes. */
  CompletionStage<LiveTopology> live();

  /**
   * The keys of a step that have most of something.
   *
   * @param limit how many, 1 to 500
   */
  CompletionStage<HotKeys> hot(String step, HotKeys.By by, int limit);

  /**
   * Keys of a step that a filter lets through, in the order of their UTF-16 code units. A page may
   * have fewer than there are, and still tell where to go on: only so many keys are looked at.
   *
   * @param prefix what they begin with
   * @param limit how many, 1 to 500
   * @param cursor where to go on: the keys after this text
   */
  CompletionStage<EntityPage> entities(
      String step, String prefix, KeyFilter filter, int limit, Optional<String> cursor);

  /**
   * Follows a key, until it is closed.
   *
   * @return empty if {@code potoroo.inspect.tails} are followed by way of this node already
   */
  Optional<Tail> tail(String step, String key);

  /**
   * Writes what happens to a key to the log of this node, with the logger {@code
   * dev.potoroo.trace}, wherever the key lives; in place of an earlier trace of it by this node.
   *
   * @param duration for how long, 0 to 24 hours; 0 only ends an earlier one
   * @param reason why, for the log
   * @return until when; empty if {@code potoroo.inspect.tails} keys are followed by way of this
   *     node already
   */
  Optional<Instant> trace(String step, String key, Duration duration, String reason);

  /**
   * What a record would do to an object: runs the step's handler on a copy, and applies nothing.
   *
   * @param record as JSON
   */
  CompletionStage<Answered<DryRun>> dryRun(String step, String key, JsonNode record);

  /**
   * What an object was: versions that later rounds have superseded, of a step that keeps them
   * ({@link dev.potoroo.Step#history}), as of the last commit.
   *
   * @param limit how many, 1 to 500
   */
  CompletionStage<Answered<EntityHistory>> history(String step, String key, int limit);

  /** The questions that a step answers ({@link dev.potoroo.Step#query}), by name. */
  List<String> queries(String step);

  /**
   * Asks a question about an object.
   *
   * @param query its name, one of {@link #queries}
   * @param question it, as JSON
   */
  CompletionStage<Answered<JsonNode>> query(
      String step, String key, String query, JsonNode question);
}
