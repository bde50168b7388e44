package dev.potoroo.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.potoroo.JacksonSupport;
import dev.potoroo.launcher.LocalDatabase;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that a {@link PipelineRunner} has started. Whatever takes longer than a minute fails, and
 * says what it has waited for.
 */
public final class PipelineNodes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long BETWEEN_LOOKS_NANOS = 20_000_000;

  private final List<PipelineService> nodes;
  private final @Nullable LocalDatabase database;

  PipelineNodes(List<PipelineService> nodes, @Nullable LocalDatabase database) {
    this.nodes = nodes;
    this.database = database;
  }

  /** The nodes, in the order in which they were started. */
  public List<PipelineService> all() {
    return List.copyOf(nodes);
  }

  /** What the pipeline is doing, over all nodes. */
  public PipelineStatus status() {
    return answer(running().status(), "the status");
  }

  /** A node that can answer for all. */
  private PipelineService running() {
    return nodes.stream().filter(PipelineService::ready).findFirst().orElseGet(() -> nodes.get(0));
  }

  /**
   * Waits until sources have nothing left that they know of, and all that was read is processed to
   * its end. Fails if the run does.
   */
  public void awaitIdle() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    PipelineStatus before = status();
    while (true) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
      PipelineStatus now = status();
      if (now.state() == PipelineStatus.State.FAILED) {
        awaitEnd();
      }
      if (idle(now) && now.sources().equals(before.sources())) {
        return;
      }
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "the pipeline was not idle within [" + PATIENCE + "], but is " + now);
      }
      before = now;
    }
  }

  private static boolean idle(PipelineStatus status) {
    return status.state() != PipelineStatus.State.STARTING
        && status.inFlight() == 0
        && status.members().answered() == status.members().of()
        && status.sources().stream().allMatch(source -> source.lag() <= 0);
  }

  /**
   * Waits until all sources have ended and everything is processed.
   *
   * @throws dev.potoroo.PotorooException what the run has failed with
   */
  public void awaitEnd() {
    for (PipelineService node : nodes) {
      throwFailure(answer(node.outcome(), "the end of the run"));
    }
  }

  private static void throwFailure(Outcome outcome) {
    if (outcome.kind() == Outcome.Kind.FAILED) {
      throw outcome.failure().orElseThrow();
    }
  }

  /**
   * The state of a key, wherever it lives; empty if there is none.
   *
   * @param type the class of the state, which must be readable from JSON
   */
  public <S> Optional<StateView<S>> object(String step, String key, Class<S> type) {
    return answer(running().entity(step, key), "an object").map(found -> view(found, type));
  }

  private static <S> StateView<S> view(EntityStatus found, Class<S> type) {
    try {
      return new StateView<>(
          JacksonSupport.json().treeToValue(found.state(), type),
          found.version(),
          found.lastTouched(),
          found.node());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "step ["
              + found.step()
              + "], key ["
              + found.key()
              + "] has state "
              + found.state()
              + ", which cannot be read as ["
              + type.getName()
              + "]",
          e);
    }
  }

  /** One node leaves; the others go on. Nodes are numbered from 0. */
  public void leave(int node) {
    PipelineService leaving = nodes.remove(node);
    throwFailure(answer(leaving.stop(), "a node to leave"));
    leaving.close();
  }

  /** Stops all: what was read is processed. */
  public void stop() {
    List<CompletionStage<Outcome>> stopping = nodes.stream().map(PipelineService::stop).toList();
    stopping.forEach(one -> throwFailure(answer(one, "the pipeline to stop")));
  }

  private static <T> T answer(CompletionStage<T> asked, String what) {
    try {
      return asked.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + what, e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("waited [" + PATIENCE + "] for " + what, e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException clear
          ? clear
          : new IllegalStateException(e.getCause());
    }
  }

  /** Stops what runs, and frees everything. */
  @Override
  public void close() {
    List<CompletionStage<Outcome>> stopping = nodes.stream().map(PipelineService::stop).toList();
    stopping.forEach(one -> answer(one, "the pipeline to stop"));
    nodes.forEach(PipelineService::close);
    if (database != null) {
      database.close();
    }
  }
}
