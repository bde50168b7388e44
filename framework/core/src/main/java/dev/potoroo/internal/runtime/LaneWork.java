package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a {@link Lane} does: the state objects of all steps whose shards are on it, and the outbox
 * for what they emit. Touched only by the lane's thread, but for {@link #send} and {@link #onLane}.
 *
 * <p>All that the lane does in one go has one origin: a batch, and what its objects emit to this
 * same lane.
 */
final class LaneWork implements Destination {
  private final Node node;
  private final Lane lane;
  private final Outbox outbox;
  private final List<LaneStep> steps = new ArrayList<>();
  private final Runnable flush = this::flush;
  private final Eviction eviction;
  private final LaneTimers timers;
  private Flight flight = new Flight(0);
  private boolean flushQueued;
  private int turnsLeft;
  private long settled;

  /** The round that changes are counted to: the one after the last that was captured. */
  private long round;

  private Instant now = Instant.EPOCH;

  LaneWork(Node node, Lane lane, List<ActorRef<EntityMessage.Start>> regions) {
    this.node = node;
    this.lane = lane;
    this.outbox =
        new Outbox(
            node,
            new Routing(new int[0], new Destination[0]),
            new Origin.Remote(flight, -1, delta -> {}));
    node.topology()
        .steps()
        .forEach(step -> steps.add(new LaneStep(node, step, this, regions.get(step.index()))));
    this.timers = new LaneTimers(node, lane, this);
    this.eviction = new Eviction(node, lane, steps);
  }

  @Override
  public void send(Batch batch) {
    lane.execute(() -> handle(batch));
  }

  /** Runs {@code task} on the lane, between batches. */
  void onLane(Runnable task) {
    lane.execute(task);
  }

  /** Whether the lane has anything to do at the moment. Any thread. */
  boolean busy() {
    return lane.busy();
  }

  /** Handles a batch; called on the lane. A batch of another generation is not handled any more. */
  void handle(Batch batch) {
    Origin origin = batch.origin;
    if (origin == null || origin.flight() != flight) {
      return;
    }
    now = node.clock().instant();
    switchTo(origin);
    steps.get(batch.step).accept(batch);
    queueFlush();
    if (eviction.cutWanted(round)) {
      node.cutWanted(flight.generation());
    }
  }

  /** What is handled from now on came in at {@code origin}. */
  void switchTo(Origin origin) {
    if (outbox.origin() != origin) {
      flush();
      outbox.origin(origin);
    }
  }

  /** Makes sure that what was emitted is sent, after the mailboxes that are due on this lane. */
  void queueFlush() {
    if (!flushQueued && turnsLeft == 0) {
      flushQueued = true;
      lane.execute(flush);
    }
  }

  /** Does {@code task} after the mailboxes that are due; what was emitted is sent after it too. */
  void afterTurns(Runnable task) {
    turnsLeft++;
    lane.execute(
        () -> {
          turnsLeft--;
          task.run();
          queueFlush();
        });
  }

  private void flush() {
    flushQueued = false;
    long done = settled;
    settled = 0;
    for (LaneStep step : steps) {
      step.publishCounts();
    }
    outbox.flush(done);
  }

  void settled(int records) {
    settled += records;
  }

  // ---- rounds

  /** Goes over to a generation: what no commit has confirmed is undone. */
  void enter(Generation generation, long committed) {
    flight = generation.flight();
    settled = 0;
    outbox.enter(generation.routing(), generation.localOrigin());
    for (LaneStep step : steps) {
      step.rollBack(committed);
      step.keepOnly(generation::isHome);
    }
    timers.enter(generation);
    round = committed + 1;
  }

  /**
   * What the round has changed. What changes from now on belongs to the next round, in which event
   * time has come as far as {@code watermark}; {@link Long#MIN_VALUE} if that is not known.
   */
  List<Captured> capture(long ofRound, long watermark) {
    List<Captured> captured = new ArrayList<>();
    for (LaneStep step : steps) {
      captured.addAll(step.capture());
    }
    round = ofRound + 1;
    Instant eventTime = Instants.of(watermark);
    steps.forEach(step -> step.eventTime(eventTime));
    timers.watermark(watermark);
    return captured;
  }

  /** A round is committed: objects may leave memory. */
  void committed(long ofRound) {
    timers.committed(ofRound);
    eviction.committed(ofRound);
  }

  boolean durable() {
    return node.store().isPresent();
  }

  /** The round that changes belong to at the moment. */
  long round() {
    return round;
  }

  /** Has states loaded; they come as a task of the lane. */
  void load(LaneStep step, List<Slot> slots) {
    Flight asked = flight;
    List<String> keys = slots.stream().map(slot -> slot.key).toList();
    node.store()
        .orElseThrow()
        .load(
            step.name(),
            keys,
            () -> asked.generation() == node.generationNumber(),
            found ->
                lane.execute(
                    () -> {
                      if (asked == flight) {
                        step.loaded(slots, found);
                      }
                    }));
  }

  /** Reports a state that cannot be decoded; the run ends. */
  void cannotDecode(String step, String key, Throwable e) {
    node.fail(
        new PotorooException(
            ErrorCode.STATE_NOT_DECODED,
            "The stored state of step ["
                + step
                + "], key ["
                + key
                + "] cannot be decoded: "
                + Fatal.describe(e)
                + ". Start the version of the pipeline that wrote it, or make its class read what is"
                + " stored.",
            e));
  }

  /** Reports a state that cannot be encoded; the run ends. */
  void cannotEncode(String step, String key, Throwable e) {
    node.fail(Captured.notEncoded(step, key, e));
  }

  /** Time goes on also without batches. */
  void refreshNow() {
    now = node.clock().instant();
  }

  Instant now() {
    return now;
  }

  Outbox outbox() {
    return outbox;
  }

  LaneStep step(int index) {
    return steps.get(index);
  }

  LaneTimers timers() {
    return timers;
  }

  /** Asks again for actors that have not come up. */
  void askAgain() {
    steps.forEach(LaneStep::askAgain);
  }
}
