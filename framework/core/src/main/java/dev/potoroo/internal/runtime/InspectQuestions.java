package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.status.Answered;
import dev.potoroo.status.DryRun;
import dev.potoroo.status.EntityHistory;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.HotKeys;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.LiveTopology;
import dev.potoroo.status.TopologyDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;

/** Looks into state objects, wherever they live. Thread-safe. */
public final class InspectQuestions {
  private final Node node;
  private final ClusterQuestions cluster;
  private final AtomicInteger tails = new AtomicInteger();
  private final KeyTraces traces;

  InspectQuestions(Node node, ClusterQuestions cluster) {
    this.node = node;
    this.cluster = cluster;
    this.traces = new KeyTraces(node, this::tail);
  }

  /** The hottest keys, asked of all nodes: a key lives on one of them. */
  public CompletionStage<HotKeys> hot(int step, HotKeys.By by, int limit) {
    CompletableFuture<List<InspectMessage.HotAnswer>> answers =
        cluster.askAll(replyTo -> new InspectMessage.GetHot(step, by, limit, replyTo));
    return answers.thenApply(
        all -> {
          all.forEach(answer -> ClusterQuestions.failIfUnread(answer.failure()));
          return new HotKeys(
              node.topology().steps().get(step).name(),
              by,
              all.stream()
                  .flatMap(answer -> answer.items().stream())
                  .sorted(HotAnswers.order(by))
                  .limit(limit)
                  .toList(),
              cluster.members(all));
        });
  }

  /** The graph with what goes through it, asked of all nodes. */
  public CompletionStage<LiveTopology> live(TopologyDescription graph) {
    CompletableFuture<List<InspectMessage.RatesAnswer>> answers =
        cluster.askAll(InspectMessage.GetRates::new);
    return answers.thenApply(
        all ->
            LiveGraph.of(
                graph,
                all.stream().map(InspectMessage.RatesAnswer::rates).toList(),
                cluster.members(all)));
  }

  /** Follows a key; empty if so many are followed by way of this node that no more may be. */
  public Optional<KeyTail> tail(int step, String key) {
    if (tails.incrementAndGet() > node.settings().inspect().tails()) {
      tails.decrementAndGet();
      return Optional.empty();
    }
    KeyTail tail = new KeyTail(node, cluster, step, key, tails::decrementAndGet);
    tail.start();
    return Optional.of(tail);
  }

  /**
   * Writes to this node's log what happens to a key, for a while.
   *
   * @return until when; empty if so many keys are followed that no more may be
   */
  public Optional<Instant> trace(int step, String key, Duration duration, String reason) {
    return traces.begin(step, key, duration, reason);
  }

  /** What a record would do, asked of the key's node. */
  public CompletionStage<Answered<DryRun>> dryRun(int step, String key, JsonNode record) {
    if (isTooLarge(record)) {
      return CompletableFuture.completedFuture(tooLarge("the record"));
    }
    return cluster
        .<InspectMessage.DryRunAnswer>ask(
            home(key), replyTo -> new InspectMessage.AskDryRun(step, key, record, replyTo))
        .thenApply(
            answer -> {
              ClusterQuestions.failIfUnread(answer.failure());
              return answer.answer();
            });
  }

  /** An answer of the application's, asked of the key's node. */
  public CompletionStage<Answered<JsonNode>> query(
      int step, String key, String query, JsonNode question) {
    if (isTooLarge(question)) {
      return CompletableFuture.completedFuture(tooLarge("the question"));
    }
    return cluster
        .<InspectMessage.QueryAnswer>ask(
            home(key), replyTo -> new InspectMessage.AskQuery(step, key, query, question, replyTo))
        .thenApply(
            answer -> {
              ClusterQuestions.failIfUnread(answer.failure());
              return answer.answer();
            });
  }

  /** What an object was; the store knows, wherever the object lives. */
  public CompletionStage<Answered<EntityHistory>> history(int step, String key, int limit) {
    return new HistoryReader(node).read(step, key, limit);
  }

  private ActorRef<NodeMessage> home(String key) {
    return cluster
        .homeOf(key)
        .orElseThrow(
            () ->
                new PotorooException(
                    ErrorCode.NOT_READY, "The pipeline has not begun yet. Ask again."));
  }

  private boolean isTooLarge(JsonNode sent) {
    return sent.toString().length() > node.settings().wire().maxMessageSize();
  }

  private static <T> Answered<T> tooLarge(String what) {
    return Answered.not(
        Answered.Outcome.UNREADABLE, what + " is larger than potoroo.wire.max-message-size");
  }

  /** Keys that a filter lets through, asked of all nodes. */
  public CompletionStage<EntityPage> entities(
      int step, String prefix, KeyFilter filter, int limit, Optional<String> cursor) {
    return new FilteredPage(node, cluster, step, prefix, filter, limit).from(cursor);
  }
}
