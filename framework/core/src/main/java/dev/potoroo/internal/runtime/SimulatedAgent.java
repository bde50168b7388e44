package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.round.Action;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.round.Effect;
import dev.potoroo.internal.round.Participant;
import dev.potoroo.internal.topology.Topology.SinkVertex;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link NodeAgent} is in a real cluster: takes orders, asks the node's {@link Participant},
 * and carries out what it decides.
 */
final class SimulatedAgent {
  private static final Duration ANSWER_AFTER = Duration.ofMillis(20);

  private final SimulatedWorld world;
  private final SimulatedProcess process;
  private final VirtualNode node;
  private final NodeReports reports;
  private final Participant participant;
  private boolean flowing;
  private boolean endTold;

  SimulatedAgent(SimulatedWorld world, SimulatedProcess process, VirtualNode node) {
    this.world = world;
    this.process = process;
    this.node = node;
    Set<String> sinks = new HashSet<>();
    for (SinkVertex sink : world.topology().sinks()) {
      sinks.add(sink.name());
    }
    participant = new Participant(sinks);
    reports = new NodeReports(node.node(), node.name(), node.roundWork(), process::tell);
  }

  /** Whether records flow. */
  boolean isFlowing() {
    return flowing;
  }

  /** Whether records flow, or have flowed, in this generation. */
  boolean isIn(long generation) {
    return participant.generation() == generation && participant.round() > 0;
  }

  /** A while has passed. */
  void tick() {
    carryOut(participant.tick());
    node.node().parts().askAgain();
  }

  /** Something has broken the generation that it is in. */
  void breaks(String reason) {
    carryOut(participant.broken(participant.generation(), reason));
  }

  /** Its sources have been read. */
  void hasRead() {
    NodeParts parts = node.node().parts();
    if (!endTold && parts.sources().ended()) {
      endTold = true;
      carryOut(participant.sourcesEnded(participant.generation()));
    }
    if (!parts.sources().loading() && node.node().references().isReadFirst()) {
      process.tell(new CoordinatorMessage.CutWanted(participant.generation()));
    }
  }

  /** An order of a coordinator, and the processes that it speaks of. */
  void take(Effect order, Map<String, SimulatedProcess> peers) {
    if (order instanceof Effect.Assign a) {
      if (a.assignment().indexOf(node.name()) >= 0) {
        assigned(a, peers);
      }
    } else if (order instanceof Effect.Flow f) {
      carryOut(participant.flow(f.generation(), f.round(), f.turn(), f.referencesOnly()));
    } else if (order instanceof Effect.Pause p) {
      carryOut(participant.pause(p.generation(), p.turn()));
    } else if (order instanceof Effect.AskReports ask) {
      carryOut(participant.reportWanted(ask.generation(), ask.turn(), ask.wave()));
      carryOut(participant.idle(ask.generation(), isIdle()));
      process.later(ANSWER_AFTER, () -> carryOut(participant.answer()));
    } else if (order instanceof Effect.Capture c) {
      carryOut(participant.capture(c.generation(), c.round(), c.turn(), c.watermark()));
    } else if (order instanceof Effect.Committed c) {
      carryOut(participant.committed(c.generation(), c.round()));
    } else if (order instanceof Effect.Release r) {
      carryOut(participant.release(r.generation(), r.committed()));
    } else if (order instanceof Effect.Complete c) {
      carryOut(participant.complete(c.completion(), c.generation(), c.committed()));
    }
  }

  private boolean isIdle() {
    Generation current = node.node().parts().generation();
    return current != null && current.localOrigin().inFlight() == 0;
  }

  // ---- what its parts tell it

  /** The node tells something. */
  void react(NodeMessage message) {
    if (message instanceof NodeMessage.LanesCaptured m) {
      carryOut(participant.captured(m.generation(), m.round()));
    } else if (message instanceof NodeMessage.Written m) {
      carryOut(participant.written(m.generation(), m.round()));
    } else if (message instanceof NodeMessage.SinkPrepared m) {
      carryOut(participant.sinkPrepared(m.generation(), m.round(), m.sink(), m.marks()));
    } else if (message instanceof NodeMessage.Fenced m) {
      carryOut(participant.fenced(m.generation(), m.message()));
    } else if (message instanceof NodeMessage.Broken m) {
      carryOut(participant.broken(m.generation(), m.reason()));
    } else if (message instanceof NodeMessage.Emptied m) {
      carryOut(participant.idle(m.generation(), isIdle()));
    } else if (message instanceof NodeMessage.ReaderPaused m) {
      readersPaused(m.generation());
    } else if (message instanceof NodeMessage.CutWanted m) {
      process.tell(new CoordinatorMessage.CutWanted(m.generation()));
    }
  }

  private void readersPaused(long generation) {
    if (participant.generation() == generation && node.node().parts().paused()) {
      carryOut(participant.paused(generation));
      carryOut(participant.idle(generation, isIdle()));
    }
  }

  // ---- what the participant decides

  private void carryOut(List<Action> actions) {
    for (int i = 0; i < actions.size(); i++) {
      if (process.stopsNow()) {
        List<Action> rest = actions.subList(i, actions.size());
        process.putOff(() -> carryOut(rest));
        return;
      }
      world.conduct().carryOut(actions.get(i), this::act, process::later);
    }
  }

  private void act(Action action) {
    if (action instanceof Action.LetFlow a) {
      flowing = true;
      node.node().references().readFirst(a.referencesOnly());
      node.letFlow();
    } else if (action instanceof Action.PauseSources a) {
      flowing = false;
      node.pause();
      process.heard(new NodeMessage.ReaderPaused(a.generation()));
    } else if (action instanceof Action.CaptureObjects a) {
      node.roundWork().capture(a.generation(), a.round(), a.watermark());
    } else if (action instanceof Action.PrepareSinks a) {
      node.roundWork().prepareSinks(node.generation(), a.round());
    } else if (action instanceof Action.WriteChanges a) {
      node.roundWork().write(a.generation(), a.round());
    } else if (action instanceof Action.TakeCommit a) {
      node.committed(a.round(), node.generation().self() == 0);
    } else if (action instanceof Action.SayReport a) {
      reports.say(a, world.conduct().counted(reports.counted()));
    } else if (action instanceof Action.End a) {
      end(a.completion());
    } else {
      reports.say(action);
    }
  }

  private void end(Completion completion) {
    flowing = false;
    switch (completion.kind()) {
      case FAILED ->
          process.failed(
              new PotorooException(ErrorCode.valueOf(completion.code()), completion.message()));
      case ENDED -> process.ends();
      case STOPPED -> process.leaves();
    }
  }

  // ---- it enters a generation

  private void assigned(Effect.Assign a, Map<String, SimulatedProcess> peers) {
    for (Action action : participant.assigned(a.generation(), a.assignment(), a.last())) {
      if (action instanceof Action.Enter enter) {
        enter(enter, peers);
      } else {
        carryOut(List.of(action));
      }
    }
  }

  private void enter(Action.Enter enter, Map<String, SimulatedProcess> peers) {
    flowing = false;
    endTold = false;
    process.mayRead();
    List<Consumer<NodeMessage>> agents =
        enter.assignment().nodes().stream().map(spec -> wayTo(peers.get(spec.address()))).toList();
    long generation = enter.generation();
    try {
      node.enter(generation, enter.assignment(), agents, enter.last());
      carryOut(participant.entered(generation, node.node().committedRound()));
    } catch (PotorooException e) {
      if (e.faults().get(0).code() == ErrorCode.FENCED) {
        carryOut(participant.fenced(generation, String.valueOf(e.getMessage())));
      } else {
        process.failed(e);
      }
    } catch (NodeStore.UnwantedException e) {
      // There is a newer one already.
    }
  }

  private Consumer<NodeMessage> wayTo(@Nullable SimulatedProcess peer) {
    if (peer == process) {
      return node::tell;
    }
    if (peer == null) {
      // It is gone already, which ends the generation: what is sent to it is lost.
      return message -> {};
    }
    return message ->
        world
            .network()
            .send(
                process,
                peer,
                SimulatedNetwork.Kind.RECORDS,
                message,
                () -> peer.node().tell(message));
  }
}
