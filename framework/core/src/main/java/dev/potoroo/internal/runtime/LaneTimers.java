package dev.potoroo.internal.runtime;

import dev.potoroo.FiredTimer;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.KeyTimer;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fires the timers of the objects of one lane: in the order in which they are due, as batches of
 * {@link FiredTimer}s for their objects, which count as emitted and settled as records do. In one
 * turn only so many, and none while too many records are in flight; so records go on while timers
 * that have become due during a long stop are worked off.
 *
 * <p>Between the pause of a round and the next flow none fires: {@link #hold} takes effect at once.
 * Touched only by the lane's thread, but for what says otherwise.
 */
final class LaneTimers {
  private final Node node;
  private final Lane lane;
  private final LaneWork work;
  private final List<StepTimers> steps = new ArrayList<>();
  private final Runnable turn = this::turn;
  private @Nullable Generation generation;
  private boolean queued;
  private boolean endsSoon;
  private long watermark = Long.MIN_VALUE;

  /** Guarded by this, as is what is counted while it holds. */
  private boolean flowing;

  private volatile long nextByClock = Long.MAX_VALUE;
  private volatile boolean eventTimersDue;

  /** The timers of one step. */
  private static final class StepTimers {
    final int step;
    final String name;
    final TimerQueue byClock;
    final TimerQueue byEventTime;

    StepTimers(StepVertex vertex, boolean stored) {
      step = vertex.index();
      name = vertex.name();
      byClock = new TimerQueue(stored);
      byEventTime = new TimerQueue(stored);
    }

    TimerQueue of(TimeDomain domain) {
      return domain == TimeDomain.EVENT ? byEventTime : byClock;
    }
  }

  LaneTimers(Node node, Lane lane, LaneWork work) {
    this.node = node;
    this.lane = lane;
    this.work = work;
    for (StepVertex vertex : node.topology().steps()) {
      if (vertex.step().hasTimers()) {
        steps.add(new StepTimers(vertex, work.durable()));
      }
    }
  }

  // ---- called by the agent's thread

  /** Timers may fire. */
  void flow() {
    synchronized (this) {
      flowing = true;
    }
    queue();
  }

  /** From now on none fires, until they may {@link #flow}. */
  synchronized void hold() {
    flowing = false;
  }

  /** Time has passed: what is due fires. Cheap if nothing is. */
  void tick(long now) {
    if (isDue(now)) {
      queue();
    }
  }

  /** Whether a {@link #tick} would do anything. Any thread. */
  boolean isDue(long now) {
    return nextByClock <= now || eventTimersDue;
  }

  /** When there is something to do next by the clock, in milliseconds since 1970. Any thread. */
  long nextByClock() {
    return nextByClock;
  }

  /** Whether timers by event time are due, or may be, that have not fired. Any thread. */
  boolean eventTimersDue() {
    return eventTimersDue;
  }

  private void queue() {
    lane.execute(
        () -> {
          if (!queued) {
            queued = true;
            turn();
          }
        });
  }

  // ---- on the lane

  /** Goes over to a generation: begins anew with what the store lists. */
  void enter(Generation next) {
    hold();
    generation = next;
    endsSoon = false;
    watermark = Long.MIN_VALUE;
    for (StepTimers one : steps) {
      one.byClock.forget(work.durable());
      one.byEventTime.forget(work.durable());
    }
    publish();
  }

  /** Event time has come so far, in the round that begins. */
  void watermark(long now) {
    endsSoon |= now == Long.MAX_VALUE && now != watermark;
    watermark = now;
    publish();
  }

  /** A round is committed. */
  void committed(long round) {
    for (StepTimers one : steps) {
      one.byClock.committed(round);
      one.byEventTime.committed(round);
    }
  }

  /** An object has set a timer; see {@link TimerQueue#add}. */
  boolean add(int step, String key, StoredTimer timer) {
    boolean lasting =
        of(step).of(timer.domain()).add(new KeyTimer(timer.at(), timer.name(), key), work.round());
    if (timer.domain() == TimeDomain.PROCESSING) {
      nextByClock = Math.min(nextByClock, timer.at());
    } else {
      eventTimersDue |= timer.at() <= watermark && watermark != Long.MIN_VALUE;
    }
    return lasting;
  }

  private StepTimers of(int step) {
    for (StepTimers one : steps) {
      if (one.step == step) {
        return one;
      }
    }
    throw new IllegalStateException("step [" + step + "] has no timers");
  }

  /** How many entries are in memory. */
  int size() {
    return steps.stream().mapToInt(one -> one.byClock.size() + one.byEventTime.size()).sum();
  }

  private void turn() {
    queued = false;
    Generation current = generation;
    if (current == null) {
      return;
    }
    long now = node.clock().millis();
    readOn(current, now);
    List<Batch> due = take(current, now);
    due.forEach(work::handle);
    publish();
    if (!due.isEmpty() && isDue(now)) {
      // After the records that have come meanwhile.
      queued = true;
      lane.later(turn);
    }
    if (endsSoon && !eventTimersDue && isFlowing()) {
      // All input was read, and what that has made due has fired: nothing is worth waiting for.
      endsSoon = false;
      node.cutWanted(current.number());
    }
  }

  private synchronized boolean isFlowing() {
    return flowing;
  }

  /** What is due, counted as emitted; nothing unless records flow and there is room. */
  private synchronized List<Batch> take(Generation current, long now) {
    List<Batch> due = new ArrayList<>();
    if (!flowing || current.localOrigin().full()) {
      return due;
    }
    int room = node.settings().timers().perTurn();
    for (StepTimers one : steps) {
      Batch batch = new Batch(one.step, 16);
      batch.born = System.nanoTime();
      fill(batch, one.byClock, now, false, room);
      if (watermark != Long.MIN_VALUE) {
        fill(batch, one.byEventTime, watermark, true, room);
        // What it leads to may set other timers, which are due as well.
        endsSoon |= watermark == Long.MAX_VALUE && batch.size > 0;
      }
      if (batch.size > 0) {
        room -= batch.size;
        batch.origin = current.localOrigin();
        current.flight().emitted().add(batch.size);
        current.localOrigin().add(batch.size);
        due.add(batch);
      }
    }
    return due;
  }

  private static void fill(Batch batch, TimerQueue from, long time, boolean eventTime, int room) {
    while (batch.size < room) {
      KeyTimer timer = from.pollDue(time);
      if (timer == null) {
        return;
      }
      batch.add(timer.key(), new FiredTimer(timer.name(), eventTime, timer.at()));
    }
  }

  private void readOn(Generation current, long now) {
    for (StepTimers one : steps) {
      if (one.byClock.beginsReading(now)) {
        read(current, one, TimeDomain.PROCESSING);
      }
      if (watermark != Long.MIN_VALUE && one.byEventTime.beginsReading(watermark)) {
        read(current, one, TimeDomain.EVENT);
      }
    }
  }

  private void read(Generation current, StepTimers of, TimeDomain domain) {
    TimerQueue queue = of.of(domain);
    int most = node.settings().timers().readAhead();
    node.store()
        .orElseThrow()
        .timers(
            of.name,
            domain,
            queue.lastRead(),
            most,
            () -> current.number() == node.generationNumber(),
            read -> {
              List<KeyTimer> here =
                  read.stream().filter(timer -> isHere(current, timer.key())).toList();
              KeyTimer last = read.isEmpty() ? null : read.get(read.size() - 1);
              lane.execute(
                  () -> {
                    if (generation == current) {
                      queue.read(here, last, read.size() == most);
                      turn();
                    }
                  });
            });
  }

  private boolean isHere(Generation current, String key) {
    int shard = KeyShards.shardOf(key, node.settings().shards());
    return current.isHome(key) && Lanes.laneOfShard(shard, node.settings().lanes()) == lane.index();
  }

  /** Lets the agent see when there is something to do. */
  private void publish() {
    long next = Long.MAX_VALUE;
    boolean due = false;
    for (StepTimers one : steps) {
      next = Math.min(next, one.byClock.next());
      due |= watermark != Long.MIN_VALUE && one.byEventTime.isDue(watermark);
    }
    nextByClock = next;
    eventTimersDue = due;
  }
}
