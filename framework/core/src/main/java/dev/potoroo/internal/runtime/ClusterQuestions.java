package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.status.AuditPage;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.Members;
import dev.potoroo.status.Note;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.RoundsStatus;
import dev.potoroo.status.ShardsStatus;
import dev.potoroo.status.SourceOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.typed.Cluster;

/** Puts questions to the agents of all nodes and makes one answer of theirs. Thread-safe. */
final class ClusterQuestions {
  private final Node node;
  private final ActorRef<NodeMessage> agent;
  private final ActorSystem<?> system;
  private final Instant since;
  private final String self;

  ClusterQuestions(Node node, ActorRef<NodeMessage> agent, ActorSystem<?> system, Instant since) {
    this.node = node;
    this.agent = agent;
    this.system = system;
    this.since = since;
    this.self = Addresses.of(Cluster.get(system).selfMember().address());
  }

  String self() {
    return self;
  }

  CompletionStage<Optional<EntityStatus>> entity(int step, String key) {
    Optional<ActorRef<NodeMessage>> home = homeOf(key);
    if (home.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return this.<NodeMessage.EntityAnswer>ask(
            home.get(), replyTo -> new NodeMessage.GetEntity(step, key, replyTo))
        .thenApply(
            answer -> {
              failIfUnread(answer.failure());
              return answer.entity();
            });
  }

  /** The agent of a key's node; empty before the first generation. */
  Optional<ActorRef<NodeMessage>> homeOf(String key) {
    Generation generation = node.parts().generation();
    if (generation == null) {
      return Optional.empty();
    }
    List<Integer> homes = generation.assignment().homeOfShard();
    return Optional.of(generation.agents().get(homes.get(KeyShards.shardOf(key, homes.size()))));
  }

  CompletionStage<EntityPage> quarantined(
      int step, String prefix, int limit, Optional<String> after) {
    CompletableFuture<List<NodeMessage.KeysAnswer>> answers =
        askAll(replyTo -> new NodeMessage.GetQuarantined(step, prefix, limit + 1, after, replyTo));
    return answers.thenApply(all -> page(all, limit));
  }

  CompletionStage<Optional<QuarantineStatus>> quarantined(int step, String key, int records) {
    Optional<ActorRef<NodeMessage>> home = homeOf(key);
    if (home.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return this.<NodeMessage.HoldAnswer>ask(
            home.get(), replyTo -> new NodeMessage.GetHold(step, key, records, replyTo))
        .thenApply(
            answer -> {
              failIfUnread(answer.failure());
              return answer.hold();
            });
  }

  CompletionStage<RepairResult> order(int step, Repair repair) {
    Optional<ActorRef<NodeMessage>> home = homeOf(repair.key());
    if (home.isEmpty()) {
      return CompletableFuture.completedFuture(
          new RepairResult(RepairResult.Outcome.UNDONE, "the pipeline has not begun yet", 0, 0, 0));
    }
    if (!reaches(repair, home.get())) {
      return CompletableFuture.completedFuture(
          new RepairResult(
              RepairResult.Outcome.UNREADABLE,
              "it is larger than potoroo.wire.max-message-size, so it cannot be sent to the key's"
                  + " node: ask node ["
                  + Addresses.of(home.get().path().address())
                  + "]",
              0,
              0,
              0));
    }
    return this.<NodeMessage.RepairAnswer>ask(
            home.get(), replyTo -> new NodeMessage.RepairOrdered(step, repair, replyTo))
        .thenApply(NodeMessage.RepairAnswer::result);
  }

  /** What does not fit into a message would never arrive. */
  private boolean reaches(Repair repair, ActorRef<NodeMessage> home) {
    return Addresses.isHere(home)
        || repair.value() == null
        || repair.value().toString().length() <= node.settings().wire().maxMessageSize();
  }

  CompletionStage<RepairResult> order(SourceOrder order) {
    Optional<ActorRef<NodeMessage>> home = homeOf(LaneSources.nameOf(order));
    if (home.isEmpty()) {
      return CompletableFuture.completedFuture(
          new RepairResult(RepairResult.Outcome.UNDONE, "the pipeline has not begun yet", 0, 0, 0));
    }
    return this.<NodeMessage.RepairAnswer>ask(
            home.get(), replyTo -> new NodeMessage.SourceOrdered(order, replyTo))
        .thenApply(NodeMessage.RepairAnswer::result);
  }

  /** Any node can keep it; this one was asked. */
  void note(Note note) {
    LaneWork lane = node.parts().work().get(0);
    lane.onLane(() -> lane.note(note, self));
  }

  CompletionStage<AuditPage> audit(Optional<Instant> since, int limit, Optional<String> cursor) {
    return node.store()
        .<CompletionStage<AuditPage>>map(
            store -> store.ask(s -> AuditRows.read(s, since, limit, cursor)))
        .orElseGet(() -> CompletableFuture.completedFuture(new AuditPage(List.of(), null)));
  }

  CompletionStage<EntityPage> entities(int step, String prefix, int limit, Optional<String> after) {
    // One more than wanted tells whether there are more.
    CompletableFuture<List<NodeMessage.KeysAnswer>> answers =
        askAll(replyTo -> new NodeMessage.GetKeys(step, prefix, limit + 1, after, replyTo));
    return answers.thenApply(all -> page(all, limit));
  }

  /** What the store could not tell must not look as if there were nothing. */
  static void failIfUnread(String failure) {
    if (!failure.isEmpty()) {
      throw new PotorooException(ErrorCode.STORE_UNAVAILABLE, failure);
    }
  }

  private EntityPage page(List<NodeMessage.KeysAnswer> answers, int limit) {
    List<EntityPage.Item> keys = new ArrayList<>();
    answers.forEach(
        answer -> {
          failIfUnread(answer.failure());
          keys.addAll(answer.keys());
        });
    keys.sort(Comparator.comparing(EntityPage.Item::key));
    // Beyond the end of an answer that was cut there may be keys of that node in between.
    Optional<String> known =
        answers.stream()
            .filter(NodeMessage.KeysAnswer::cut)
            .map(answer -> answer.keys().get(answer.keys().size() - 1).key())
            .min(Comparator.naturalOrder());
    known.ifPresent(last -> keys.removeIf(item -> item.key().compareTo(last) > 0));
    boolean more = known.isPresent() || keys.size() > limit;
    List<EntityPage.Item> page = List.copyOf(keys.subList(0, Math.min(limit, keys.size())));
    return new EntityPage(page, more ? page.get(page.size() - 1).key() : null, members(answers));
  }

  CompletionStage<RoundsStatus> rounds() {
    return this.<NodeMessage.RoundsAnswer>ask(agent, NodeMessage.GetRounds::new)
        .thenApply(NodeMessage.RoundsAnswer::rounds);
  }

  CompletionStage<ShardsStatus> shards() {
    CompletionStage<NodeMessage.RoundsAnswer> coordinator =
        this.ask(agent, NodeMessage.GetRounds::new);
    CompletableFuture<List<NodeMessage.ShardsAnswer>> answers = askAll(NodeMessage.GetShards::new);
    return answers.thenCombine(
        coordinator,
        (all, rounds) ->
            new ShardsStatus(
                all.stream().mapToLong(NodeMessage.ShardsAnswer::generation).max().orElse(0),
                all.stream()
                    .map(NodeMessage.ShardsAnswer::shards)
                    .sorted(Comparator.comparing(ShardsStatus.NodeShards::node))
                    .toList(),
                rounds.movements(),
                members(all)));
  }

  void endRound() {
    Generation current = node.parts().generation();
    if (current != null) {
      node.cutWanted(current.number());
    }
  }

  void rebalance() {
    agent.tell(new NodeMessage.RebalanceAsked());
  }

  CompletionStage<PipelineStatus> status() {
    CompletableFuture<List<NodeReport>> answers = askAll(NodeMessage.GetStatus::new);
    return answers.thenApply(
        all -> StatusSum.of(node.topology().pipeline(), since, members(all), ownFirst(all)));
  }

  /** Where nodes differ, as in the port that a source listens on, this one tells its own. */
  private List<NodeReport> ownFirst(List<NodeReport> reports) {
    return reports.stream()
        .sorted(Comparator.comparing(report -> !report.node().address().equals(self)))
        .toList();
  }

  Members members(List<?> answers) {
    return new Members(answers.size(), agents().size());
  }

  <A> CompletableFuture<List<A>> askAll(Function<ActorRef<A>, NodeMessage> question) {
    List<CompletableFuture<Optional<A>>> asked =
        agents().stream()
            .map(
                one ->
                    this.<A>ask(one, question)
                        .thenApply(Optional::of)
                        .exceptionally(timedOut -> Optional.empty())
                        .toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(all -> asked.stream().flatMap(answer -> answer.join().stream()).toList());
  }

  <A> CompletionStage<A> ask(
      ActorRef<NodeMessage> whom, Function<ActorRef<A>, NodeMessage> question) {
    return AskPattern.ask(whom, question::apply, node.settings().askTimeout(), system.scheduler());
  }

  /** Does {@code task} so often, until {@code over} says so. */
  void every(Duration time, Runnable task, BooleanSupplier over) {
    system
        .scheduler()
        .scheduleOnce(
            time,
            () -> {
              if (!over.getAsBoolean()) {
                task.run();
                every(time, task, over);
              }
            },
            system.executionContext());
  }

  private List<ActorRef<NodeMessage>> agents() {
    List<ActorRef<NodeMessage>> known = node.parts().agents();
    return known.isEmpty() ? List.of(agent) : known;
  }
}
