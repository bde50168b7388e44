package dev.potoroo.launcher;

import dev.potoroo.PotorooException;
import dev.potoroo.service.Inspection;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.service.Repairs;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.Members;
import dev.potoroo.status.NodeMetrics;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.PipelineStatus.NodeStatus;
import dev.potoroo.status.PipelineStatus.SinkStatus;
import dev.potoroo.status.PipelineStatus.SourceStatus;
import dev.potoroo.status.PipelineStatus.State;
import dev.potoroo.status.PipelineStatus.StepStatus;
import dev.potoroo.status.RoundsStatus;
import dev.potoroo.status.ShardsStatus;
import dev.potoroo.status.TopologyDescription;
import dev.potoroo.status.TopologyFormat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** A service that does nothing until it is told how it ended. */
final class FakeService implements PipelineService {
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private volatile RoundsStatus rounds = rounds(4, null);
  private volatile PipelineStatus status = status(State.RUNNING, 0, 0);

  static PipelineStatus status(State state, long records, long deadLetters) {
    return new PipelineStatus(
        "echo",
        state,
        Instant.EPOCH,
        new Members(1, 1),
        7,
        List.of(
            new SourceStatus(
                "lines",
                "tcp 127.0.0.1:7001",
                records,
                deadLetters,
                0,
                -1,
                false,
                null,
                List.of())),
        List.of(new StepStatus("count", records, 0, 3000, 0, 0, 0, 0)),
        List.of(new SinkStatus("copies", "stdout", records, 0, 0, 0)),
        List.of(new NodeStatus("127.0.0.1:7355", 128, 3000, 7, List.of(), List.of())));
  }

  void is(PipelineStatus now) {
    status = now;
  }

  private static RoundsStatus rounds(long generation, RoundsStatus.@Nullable Commit beganAfter) {
    return new RoundsStatus(
        true, "flowing", generation, "start", beganAfter, 0, null, -1, null, List.of());
  }

  void waitsForNodes() {
    rounds = rounds(0, null);
  }

  void goesOnAfter(RoundsStatus.Commit commit) {
    rounds = rounds(4, commit);
  }

  void end(Outcome.Kind kind) {
    outcome.complete(new Outcome(kind, Optional.empty()));
  }

  void fail(PotorooException failure) {
    outcome.complete(new Outcome(Outcome.Kind.FAILED, Optional.of(failure)));
  }

  @Override
  public CompletionStage<ShardsStatus> shards() {
    return CompletableFuture.completedFuture(
        new ShardsStatus(4, List.of(), List.of(), new Members(1, 1)));
  }

  @Override
  public void endRound() {}

  @Override
  public void rebalance() {}

  @Override
  public Repairs repairs() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Inspection inspection() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String pipeline() {
    return "echo";
  }

  @Override
  public String address() {
    return "127.0.0.1:7355";
  }

  @Override
  public TopologyDescription topology() {
    return new TopologyDescription("echo", List.of(), List.of(), List.of(), List.of());
  }

  @Override
  public String topology(TopologyFormat format) {
    return "";
  }

  @Override
  public CompletionStage<PipelineStatus> status() {
    return CompletableFuture.completedFuture(status);
  }

  @Override
  public NodeMetrics metrics() {
    throw new UnsupportedOperationException("no command asks for metrics");
  }

  @Override
  public CompletionStage<RoundsStatus> rounds() {
    return CompletableFuture.completedFuture(rounds);
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public boolean hasStep(String step) {
    return false;
  }

  @Override
  public CompletionStage<Optional<EntityStatus>> entity(String step, String key) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletionStage<EntityPage> entities(
      String step, String prefix, int limit, Optional<String> cursor) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  @Override
  public CompletionStage<Outcome> outcome() {
    return outcome;
  }

  @Override
  public CompletionStage<Outcome> stop() {
    end(Outcome.Kind.STOPPED);
    return outcome;
  }

  @Override
  public ActorSystem<?> system() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    stop();
  }
}
