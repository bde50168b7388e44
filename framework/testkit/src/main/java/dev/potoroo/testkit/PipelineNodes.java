package dev.potoroo.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.potoroo.JacksonSupport;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Nodes that a {@link PipelineRunner} has started, in this process or in processes of their own.
 * They are numbered from 0; when one is gone, those after it move up. Whatever takes longer than 90
 * seconds fails, and says what it has waited for. For one thread.
 */
public final class PipelineNodes implements AutoCloseable {
  private final NodeStarter starter;
  private final List<TestNode> nodes = new ArrayList<>();
  private int started;

  PipelineNodes(NodeStarter starter) {
    this.starter = starter;
  }

  /** Starts one more; the first of those that are there leads it to the others. */
  void startNext() {
    List<String> seeds = nodes.stream().limit(1).map(TestNode::address).toList();
    nodes.add(starter.start(started + 1, seeds));
    started++;
  }

  /** How many there are. */
  public int size() {
    return nodes.size();
  }

  /**
   * The nodes, in the order in which they were started.
   *
   * @throws IllegalStateException if they are processes of their own, which can only be asked
   */
  public List<PipelineService> all() {
    return nodes.stream().map(TestNode::service).toList();
  }

  /** What the pipeline is doing, over all nodes. */
  public PipelineStatus status() {
    return running().status();
  }

  /** A node that can answer for all. */
  private TestNode running() {
    return nodes.stream().filter(TestNode::ready).findFirst().orElseGet(() -> nodes.get(0));
  }

  /**
   * Waits until sources have nothing left that they know of, and all that was read is processed to
   * its end. Fails if the run does.
   */
  public void awaitIdle() {
    PipelineStatus[] seen = {status()};
    PipelineStatus unused =
        Patience.until(
            () -> "the pipeline to be idle, which is " + seen[0],
            () -> {
              PipelineStatus before = seen[0];
              PipelineStatus now = status();
              seen[0] = now;
              if (now.state() == PipelineStatus.State.FAILED) {
                awaitEnd();
              }
              return Optional.of(now).filter(s -> idle(s) && s.sources().equals(before.sources()));
            });
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
    nodes.forEach(node -> throwFailure(outcome(node, "the end of the run")));
  }

  private static Outcome outcome(TestNode node, String what) {
    return Patience.until(() -> what, node::outcome);
  }

  private static void throwFailure(Outcome outcome) {
    if (outcome.kind() == Outcome.Kind.FAILED) {
      throw outcome.failure().orElseThrow();
    }
  }

  /**
   * The state of a key, wherever it lives; empty if there is none.
   *
   * @param type the class of the state, which must be readable from JSON; what is masked for the
   *     management endpoint is so if nodes are processes of their own
   */
  public <S> Optional<StateView<S>> object(String step, String key, Class<S> type) {
    return running().object(step, key).map(found -> view(found, type));
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

  /**
   * The broker of this run.
   *
   * @throws IllegalStateException if no source or sink is bound to a topic of it
   */
  public TestKafka kafka() {
    return starter.broker();
  }

  /**
   * One more node joins those that are there; returns when it is a member.
   *
   * @throws IllegalStateException if state is not in PostgreSQL: objects could not move to it
   */
  public void join() {
    starter.checkGrows();
    startNext();
  }

  /** One node leaves; the others go on. */
  public void leave(int node) {
    TestNode leaving = nodes.get(node);
    leaving.stop();
    throwFailure(outcome(leaving, "a node to leave"));
    leaving.close();
    nodes.remove(node);
  }

  /**
   * Kills the process of a node, as {@code kill -9} does; returns when it is gone. The others
   * notice that after about ten seconds, and go on from the last commit if state is in PostgreSQL.
   *
   * @throws IllegalStateException if nodes are in this process
   */
  public void kill(int node) {
    nodes.get(node).kill();
    nodes.remove(node);
  }

  /** Stops all: what was read is processed. */
  public void stop() {
    nodes.forEach(TestNode::stop);
    nodes.forEach(node -> throwFailure(outcome(node, "the pipeline to stop")));
  }

  /**
   * Stops what runs, and frees everything.
   *
   * @throws IllegalStateException after that, if a node has not stopped, or has gone before
   */
  @Override
  public void close() {
    List<Runnable> parts = new ArrayList<>();
    nodes.forEach(node -> parts.add(node::stop));
    nodes.forEach(node -> parts.add(() -> outcome(node, "the pipeline to stop")));
    nodes.forEach(node -> parts.add(node::close));
    parts.addAll(starter.servers());
    RuntimeException failure = null;
    for (Runnable part : parts) {
      try {
        part.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else if (failure != e) {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
