package dev.potoroo.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.internal.runtime.InspectQuestions;
import dev.potoroo.internal.runtime.KeyTail;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.status.Answered;
import dev.potoroo.status.DryRun;
import dev.potoroo.status.EntityHistory;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.HotKeys;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.LiveTopology;
import dev.potoroo.status.TailEvent;
import dev.potoroo.status.TopologyDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.ToIntFunction;

/** The {@link Inspection} of a runtime: checks what it is asked, and finds steps by name. */
final class RunningInspection implements Inspection {
  private static final int MAX_ITEMS = 500;
  private static final Duration LONGEST_TRACE = Duration.ofHours(24);

  private final Topology topology;
  private final TopologyDescription graph;
  private final InspectQuestions questions;
  private final ToIntFunction<String> indexOf;

  RunningInspection(
      Topology topology,
      TopologyDescription graph,
      InspectQuestions questions,
      ToIntFunction<String> indexOf) {
    this.topology = topology;
    this.graph = graph;
    this.questions = questions;
    this.indexOf = indexOf;
  }

  private static void checkLimit(int limit) {
    if (limit < 1 || limit > MAX_ITEMS) {
      throw new IllegalArgumentException(
          "limit must be 1 to " + MAX_ITEMS + ", but is [" + limit + "]");
    }
  }

  @Override
  public CompletionStage<LiveTopology> live() {
    return questions.live(graph);
  }

  @Override
  public CompletionStage<HotKeys> hot(String step, HotKeys.By by, int limit) {
    checkLimit(limit);
    return questions.hot(indexOf.applyAsInt(step), by, limit);
  }

  @Override
  public CompletionStage<EntityPage> entities(
      String step, String prefix, KeyFilter filter, int limit, Optional<String> cursor) {
    checkLimit(limit);
    return questions.entities(indexOf.applyAsInt(step), prefix, filter, limit, cursor);
  }

  @Override
  public Optional<Tail> tail(String step, String key) {
    return questions.tail(indexOf.applyAsInt(step), key).map(Following::new);
  }

  @Override
  public Optional<Instant> trace(String step, String key, Duration duration, String reason) {
    if (duration.isNegative() || duration.compareTo(LONGEST_TRACE) > 0) {
      throw new IllegalArgumentException(
          "a trace must be for 0 to 24 hours, but is for [" + duration + "]");
    }
    return questions.trace(indexOf.applyAsInt(step), key, duration, reason);
  }

  private record Following(KeyTail tail) implements Tail {
    @Override
    public CompletionStage<List<TailEvent>> next() {
      return tail.next();
    }

    @Override
    public void close() {
      tail.close();
    }
  }

  @Override
  public CompletionStage<Answered<DryRun>> dryRun(String step, String key, JsonNode record) {
    return questions.dryRun(indexOf.applyAsInt(step), key, record);
  }

  @Override
  public CompletionStage<Answered<EntityHistory>> history(String step, String key, int limit) {
    checkLimit(limit);
    return questions.history(indexOf.applyAsInt(step), key, limit);
  }

  @Override
  public List<String> queries(String step) {
    return List.copyOf(topology.steps().get(indexOf.applyAsInt(step)).step().queryNames());
  }

  @Override
  public CompletionStage<Answered<JsonNode>> query(
      String step, String key, String query, JsonNode question) {
    if (!queries(step).contains(query)) {
      throw new IllegalArgumentException(
          "step [" + step + "] answers no query [" + query + "], but " + queries(step));
    }
    return questions.query(indexOf.applyAsInt(step), key, query, question);
  }
}
