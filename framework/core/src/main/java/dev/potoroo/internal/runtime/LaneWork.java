package dev.potoroo.internal.runtime;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

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
  private boolean flushQueued;
  private long settled;
  private Instant now = Instant.EPOCH;

  LaneWork(
      Node node,
      Lane lane,
      List<ActorRef<ShardingEnvelope<EntityMessage>>> regions,
      Routing routing) {
    this.node = node;
    this.lane = lane;
    this.outbox = new Outbox(node, routing, node.localOrigin());
    node.topology()
        .steps()
        .forEach(step -> steps.add(new LaneStep(node, step, this, regions.get(step.index()))));
  }

  @Override
  public void send(Batch batch) {
    lane.execute(() -> handle(batch));
  }

  /** Runs {@code task} on the lane, between batches. */
  void onLane(Runnable task) {
    lane.execute(task);
  }

  /** Handles a batch; called on the lane. */
  void handle(Batch batch) {
    now = node.clock().instant();
    Origin origin = batch.origin;
    switchTo(origin == null ? node.localOrigin() : origin);
    steps.get(batch.step).accept(batch);
    queueFlush();
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
    if (!flushQueued) {
      flushQueued = true;
      lane.execute(flush);
    }
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

  /** Asks again for actors that have not come up. */
  void askAgain() {
    steps.forEach(LaneStep::askAgain);
  }
}
