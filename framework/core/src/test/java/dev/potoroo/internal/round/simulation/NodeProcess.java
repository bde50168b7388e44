package dev.potoroo.internal.round.simulation;

import static dev.potoroo.internal.round.simulation.Scheduler.MICRO;
import static dev.potoroo.internal.round.simulation.Scheduler.MILLI;

import dev.potoroo.internal.round.Action;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.round.Effect;
import dev.potoroo.internal.round.Participant;
import dev.potoroo.internal.round.Prepared;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A process: the shell around a {@link Participant}, as the node's agent is in a real one. */
final class NodeProcess {
  private static final long TICK = 100 * MILLI;
  private static final long ANSWER_AFTER = 15 * MILLI;

  private final Simulation world;
  private final String address;
  private final long incarnation;
  private final Participant participant = new Participant(Set.of(Truth.EXACT, Truth.LOOSE));
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private final NodeSinks sinks;
  private final Life life;
  private @Nullable Work work;
  private @Nullable CoordinatorProcess coordinator;
  private long turns;

  private record Entry(
      long generation,
      Assignment assignment,
      Optional<RoundCommit> last,
      List<NodeProcess> peers) {}

  NodeProcess(Simulation world, String address, long incarnation) {
    this.world = world;
    this.address = address;
    this.incarnation = incarnation;
    life = new Life(world.scheduler);
    sinks = new NodeSinks(this);
    after(0, this::tick);
  }

  // ---- a process lives, pauses and dies

  /** Lets this process do something later, if it still lives then, and when it is awake. */
  void after(long delay, Runnable what) {
    life.after(delay, what);
  }

  void pause(long duration) {
    life.pause(duration);
  }

  void die() {
    if (life.isAlive()) {
      life.end();
      sinks.crash();
      world.trace.add(this, "DIES");
    }
  }

  private void end(Completion completion) {
    world.trace.add(this, "ends", completion);
    life.end();
    world.ended(this, completion);
  }

  // ---- to and from the coordinator

  /** Which coordinator it knows of from now on. */
  void heed(@Nullable CoordinatorProcess newCoordinator) {
    coordinator = newCoordinator;
  }

  private void tell(Object message, BiConsumer<CoordinatorProcess, String> what) {
    CoordinatorProcess to = coordinator;
    if (to != null) {
      world.network.control(
          this, to.host(), message, () -> to.take(this, message, c -> what.accept(c, address)));
    }
  }

  private void tick() {
    Optional<Assignment> known = Optional.ofNullable(work).map(Work::assignment);
    tell("register", (c, me) -> c.register(this, known));
    carryOut(participant.tick());
    after(TICK, this::tick);
  }

  void askToStop() {
    tell("leave", (c, me) -> c.leave(this));
  }

  /** An order of a coordinator. */
  void take(Effect order, List<NodeProcess> peers) {
    world.trace.add(this, "<-", order);
    if (order instanceof Effect.Assign a) {
      assigned(a, peers);
    } else if (order instanceof Effect.Flow f) {
      carryOut(participant.flow(f.generation(), f.round(), turn(f.generation(), f.turn()), false));
    } else if (order instanceof Effect.Pause p) {
      carryOut(participant.pause(p.generation(), turn(p.generation(), p.turn())));
    } else if (order instanceof Effect.AskReports ask) {
      carryOut(participant.reportWanted(ask.generation(), turnOfQuestion(ask.turn()), ask.wave()));
      after(ANSWER_AFTER, () -> carryOut(participant.answer()));
    } else if (order instanceof Effect.Capture c) {
      carryOut(
          participant.capture(
              c.generation(), c.round(), turn(c.generation(), c.turn()), c.watermark()));
    } else if (order instanceof Effect.Committed c) {
      carryOut(participant.committed(c.generation(), c.round()));
    } else if (order instanceof Effect.Release r) {
      carryOut(participant.release(r.generation(), r.committed()));
    } else if (order instanceof Effect.Complete c) {
      carryOut(participant.complete(c.completion(), c.generation(), c.committed()));
    }
  }

  /** The turn of an order, as it is, unless a mutant takes each order for a new one. */
  private long turn(long generation, long real) {
    boolean ignored = world.mutant == Mutant.TURNS_ARE_IGNORED;
    if (ignored) {
      turns += 1_000;
    } else if (generation == participant.generation()) {
      turns = Math.max(turns, real);
    }
    return ignored ? turns : real;
  }

  private long turnOfQuestion(long real) {
    boolean wrong =
        world.mutant == Mutant.NODE_REPORTS_WITHOUT_HAVING_PAUSED
            || world.mutant == Mutant.TURNS_ARE_IGNORED;
    return wrong ? turns : real;
  }

  // ---- what the participant decides

  private void carryOut(List<Action> actions) {
    for (Action action : actions) {
      if (life.isAlive() && !world.faults.kills(this)) {
        carryOut(action);
      }
    }
  }

  private void carryOut(Action action) {
    if (action instanceof Action.SayReady a) {
      tell(a, (c, me) -> c.ready(me, a.generation()));
    } else if (action instanceof Action.SayEnded a) {
      tell(a, (c, me) -> c.sourcesEnded(me, a.generation()));
    } else if (action instanceof Action.SayReport a) {
      var report = current().report();
      tell(report, (c, me) -> c.report(me, a.generation(), a.wave(), report));
    } else if (action instanceof Action.SayCaptured a) {
      tell(a, (c, me) -> c.captured(me, a.generation(), a.round()));
    } else if (action instanceof Action.SayPrepared a) {
      Prepared what = prepared(a);
      tell(a, (c, me) -> c.prepared(me, a.generation(), a.round(), what));
    } else if (action instanceof Action.SayBroken a) {
      tell(a, (c, me) -> c.broken(me, a.generation(), a.reason()));
    } else if (action instanceof Action.SayFenced a) {
      tell(a, (c, me) -> c.fenced(a.generation(), a.message()));
    } else {
      act(action);
    }
  }

  private void act(Action action) {
    world.trace.add(this, action);
    if (action instanceof Action.LetFlow) {
      current().flow();
    } else if (action instanceof Action.PauseSources) {
      current().pause();
    } else if (action instanceof Action.PrepareSinks a) {
      sinks.prepare(a.generation(), a.round());
    } else if (action instanceof Action.CaptureObjects a) {
      capture(a.generation(), a.round());
    } else if (action instanceof Action.WriteChanges a) {
      write(a.generation(), a.round());
    } else if (action instanceof Action.TakeCommit a) {
      sinks.commit(a.round());
      if (world.chance.happens(0.1)) {
        tell("cut wanted", (c, me) -> c.cutWanted(a.generation()));
      }
      current().leave(a.round());
    } else if (action instanceof Action.End a) {
      end(a.completion());
    }
  }

  private Prepared prepared(Action.SayPrepared a) {
    Map<String, Long> positions =
        world.mutant == Mutant.POSITIONS_ARE_OF_ANOTHER_CUT
            ? current().positionsNow()
            : current().positions();
    return new Prepared(Map.of(Truth.SOURCE, positions), a.sinks(), 0, 0, 0, 0);
  }

  // ---- it enters a generation

  private void assigned(Effect.Assign a, List<NodeProcess> peers) {
    for (Action action : participant.assigned(a.generation(), a.assignment(), a.last())) {
      if (action instanceof Action.Enter enter) {
        entries.add(new Entry(enter.generation(), enter.assignment(), enter.last(), peers));
        if (entries.size() == 1) {
          enter();
        }
      } else {
        carryOut(List.of(action));
      }
    }
  }

  private void enter() {
    Entry entry = entries.getFirst();
    world.calls.insist(
        this,
        "enter " + entry.generation(),
        () -> {
          world.store.enter(entry.generation());
          return entry;
        },
        () -> true,
        this::open,
        message -> entered(participant.fenced(entry.generation(), message)));
  }

  private void open(Entry entry) {
    sinks.recover(entry.last().map(commit -> commit.sinks().get(Truth.EXACT)).orElse(Map.of()));
    Map<String, Long> positions =
        entry.last().map(commit -> commit.positions().get(Truth.SOURCE)).orElse(Map.of());
    Work before = work;
    Work next = new Work(this, entry.generation(), entry.assignment(), entry.peers(), positions);
    if (before != null && world.mutant == Mutant.STATE_IS_NOT_TAKEN_BACK) {
      next.keepObjectsOf(before);
    }
    if (before != null && world.mutant == Mutant.SOURCE_IS_NOT_TAKEN_BACK) {
      next.keepPositionsOf(before);
    }
    work = next;
    turns = 0;
    entered(
        participant.entered(entry.generation(), entry.last().map(RoundCommit::round).orElse(0L)));
  }

  private void entered(List<Action> actions) {
    entries.removeFirst();
    carryOut(actions);
    if (life.isAlive() && !entries.isEmpty()) {
      enter();
    }
  }

  // ---- what its parts tell it

  void sourcesPaused(long generation) {
    carryOut(participant.paused(generation));
  }

  void sourcesEnded(long generation) {
    carryOut(participant.sourcesEnded(generation));
  }

  void sinkPrepared(long generation, long round, String sink, Map<String, String> mark) {
    carryOut(participant.sinkPrepared(generation, round, sink, mark));
  }

  void idle(long generation, boolean isIdle) {
    carryOut(participant.idle(generation, isIdle));
  }

  void write(long line) {
    sinks.write(line);
  }

  void takeRecords(long generation, List<Item> items) {
    Work now = work;
    if (now != null && now.generation() == generation) {
      now.take(items);
    } else if (now != null && world.mutant == Mutant.NODE_TAKES_OLD_RECORDS) {
      now.takeOld(items);
    } else {
      world.figures.dropped(items.size());
      world.trace.add(this, "drops", items, "of generation", generation);
    }
  }

  // ---- it makes a round durable

  private void capture(long generation, long round) {
    Work of = current();
    if (world.mutant == Mutant.CAPTURED_IS_SAID_TOO_EARLY) {
      after(5 * MILLI, () -> of.capture(round));
      after(6 * MILLI, () -> carryOut(participant.captured(generation, round)));
      tell("captured", (c, me) -> c.captured(me, generation, round));
      return;
    }
    after(
        world.chance.between(10 * MICRO, 3 * MILLI),
        () -> {
          of.capture(round);
          carryOut(participant.captured(generation, round));
        });
  }

  private void write(long generation, long round) {
    List<StateChange> all = current().changes();
    int half = all.size() / 2;
    write(
        generation,
        round,
        all.subList(0, half),
        () ->
            write(
                generation,
                round,
                all.subList(half, all.size()),
                () -> carryOut(participant.written(generation, round))));
  }

  private void write(long generation, long round, List<StateChange> changes, Runnable then) {
    if (changes.isEmpty()) {
      after(10 * MICRO, then);
      return;
    }
    world.calls.insist(
        this,
        "write " + generation + "/" + round,
        () -> world.store.write(generation, round, changes),
        () -> participant.generation() == generation,
        bytes -> then.run(),
        message -> carryOut(participant.fenced(generation, message)));
  }

  // ---- the rest

  private Work current() {
    Work now = work;
    if (now == null) {
      throw new IllegalStateException(address + " is not in a generation");
    }
    return now;
  }

  @Nullable Work work() {
    return work;
  }

  Simulation world() {
    return world;
  }

  String address() {
    return address;
  }

  long incarnation() {
    return incarnation;
  }

  boolean isAlive() {
    return life.isAlive();
  }

  boolean isIn(long generation) {
    return participant.generation() == generation;
  }

  @Override
  public String toString() {
    return address + "#" + incarnation;
  }
}
