package dev.potoroo.internal.runtime;

import dev.potoroo.RefValues;
import dev.potoroo.status.AuditEntry;
import dev.potoroo.status.Note;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.SourceOrder;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoredState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private final HeldMemory heldMemory;
  private final RepairsOfRound repairs;
  private final LaneSources sources;
  private final LaneTimers timers;
  private Flight flight = new Flight(0);
  private @Nullable Generation generation;
  private boolean flushQueued;

  /** Whether what was combined is going to be sent at the latest when it is old enough. */
  private boolean sendPlanned;

  private int turnsLeft;
  private long settled;

  /** The round that changes are counted to: the one after the last that was captured. */
  private long round;

  private Instant now = Instant.EPOCH;

  LaneWork(Node node, Lane lane, Consumer<EntityMessage.Start> region) {
    this.node = node;
    this.lane = lane;
    this.outbox =
        new Outbox(
            node,
            new Routing(new int[0], new Destination[0]),
            new Origin.Remote(flight, -1, delta -> {}));
    this.heldMemory = new HeldMemory(node);
    this.repairs = new RepairsOfRound(node);
    this.sources = new LaneSources(node, this);
    node.topology().steps().forEach(step -> steps.add(new LaneStep(node, step, this, region)));
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

  /** Has something looked at on the lane; what goes wrong there is the asker's affair alone. */
  <T> CompletableFuture<T> ask(Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    lane.execute(
        () -> {
          try {
            answer.complete(question.call());
          } catch (Exception | StackOverflowError | LinkageError e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
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
    outbox.born(batch.born);
    steps.get(batch.step).accept(batch);
    queueFlush();
    if (eviction.cutWanted(round) || heldMemory.cutWanted(round)) {
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
    Generation current = generation;
    outbox.sendCombined(current == null || !current.gate().isOpen());
    outbox.flush(done);
    if (!outbox.combinedAll() && !sendPlanned) {
      sendPlanned = true;
      after(
          node.settings().combine().age(),
          () ->
              onLane(
                  () -> {
                    sendPlanned = false;
                    sendCombined();
                  }));
    }
  }

  /** Sends what was combined; called on the lane. */
  void sendCombined() {
    outbox.sendCombined(true);
    flush();
  }

  void settled(int records) {
    settled += records;
  }

  /**
   * Lets a record in that was held on this lane: what is handled from now on has come in here.
   * False while records do not flow.
   */
  boolean reenter() {
    Generation current = generation;
    if (current == null || !current.gate().enter()) {
      return false;
    }
    Origin.Local here = current.localOrigin();
    switchTo(here);
    // It was held for as long as somebody took to mend it: that is not how fast records are.
    outbox.born(System.nanoTime());
    flight.emitted().add(1);
    here.add(1);
    current.gate().leave();
    return true;
  }

  /** Whether so many records are in flight that those that are held must wait. */
  boolean windowFull() {
    Generation current = generation;
    return current != null && current.localOrigin().full();
  }

  /** Does {@code task} after {@code delay}, on some thread. */
  void after(Duration delay, Runnable task) {
    node.workers().after(delay, task);
  }

  /** Does {@code task} when others on the lane have had their turn. */
  void later(Runnable task) {
    lane.later(task);
  }

  HeldMemory heldMemory() {
    return heldMemory;
  }

  /** Takes an order for a key; called on the lane. */
  void take(int step, PendingOrder<Repair> order) {
    if (accepts(order.what().key(), order)) {
      steps.get(step).repairs().take(order);
    }
  }

  /** Takes an order for a source; called on the lane. */
  void take(PendingOrder<SourceOrder> order) {
    if (accepts(LaneSources.nameOf(order.what()), order)) {
      sources.take(order);
    }
  }

  private boolean accepts(String key, PendingOrder<?> order) {
    Generation current = generation;
    if (current == null || !current.isHome(key)) {
      order.undone("the key has moved to another node");
      return false;
    }
    repairs.add(order);
    return true;
  }

  /** Does something when records flow. */
  void onFlow(Runnable task) {
    repairs.onFlow(task);
  }

  /** Keeps what was ordered in the audit log, also if there is no generation yet. */
  void note(Note note, String by) {
    refreshNow();
    repairs.note(
        new AuditEntry(
            now(),
            by,
            note.step(),
            note.key(),
            note.action().name(),
            note.by(),
            note.reason(),
            0,
            0,
            null,
            note.detail()));
    countNotes();
  }

  /** A round in which nothing has flowed is not written, so notes count as a record does. */
  private void countNotes() {
    if (repairs.hasNotes() && reenter()) {
      settled(1);
      queueFlush();
      node.cutWanted(flight.generation());
    }
  }

  /** An order is carried out: it is answered when the round is committed. */
  void done(PendingOrder<?> order, RepairResult result, AuditEntry entry, StateChange... rows) {
    repairs.done(order, result, entry, List.of(rows), round);
    if (durable()) {
      node.cutWanted(flight.generation());
    }
  }

  /** The generation that the lane is in; null before the first. */
  @Nullable Generation generation() {
    return generation;
  }

  /** This node's address. */
  String address() {
    Generation current = generation;
    return current == null ? "" : current.address();
  }

  // ---- rounds

  /**
   * Goes over to a generation: what no commit has confirmed is undone.
   *
   * @param parked for each step in turn the keys that are parked on this node; empty without a
   *     store
   */
  void enter(Generation next, List<ParkedKeys> parked, long committed) {
    generation = next;
    flight = next.flight();
    settled = 0;
    sendPlanned = false;
    outbox.enter(next.routing(), next.localOrigin());
    round = committed + 1;
    repairs.undone();
    timers.enter(next);
    takeReferences();
    for (int i = 0; i < steps.size(); i++) {
      LaneStep step = steps.get(i);
      step.rounds().rollBack(committed);
      step.rounds().keepOnly(next::isHome);
      step.tails().enter();
      step.holds().enter(parked.isEmpty() ? ParkedKeys.NONE : parked.get(i).only(this::isHere));
    }
  }

  private boolean isHere(String key) {
    int shard = KeyShards.shardOf(key, node.settings().shards());
    return Lanes.laneOfShard(shard, node.settings().lanes()) == lane.index();
  }

  /** Records flow in a generation. */
  void flow(Generation in) {
    if (in == generation) {
      steps.forEach(step -> step.holds().flow());
      repairs.flow();
      countNotes();
    }
  }

  /**
   * What the round has changed. What changes from now on belongs to the next round, in which event
   * time has come as far as {@code watermark}; {@link Long#MIN_VALUE} if that is not known.
   */
  LaneChanges capture(long ofRound, long watermark) {
    List<CapturedObjects> captured = new ArrayList<>();
    List<StateChange> rows = new ArrayList<>();
    for (LaneStep step : steps) {
      captured.add(step.rounds().capture());
      step.holds().capture(rows);
    }
    repairs.capture(ofRound, rows);
    round = ofRound + 1;
    eventTime(watermark);
    takeReferences();
    return new LaneChanges(captured, rows);
  }

  /** Event time has come so far, in milliseconds since 1970, for all that is handled from now. */
  void eventTime(long watermark) {
    Instant eventTime = Instants.of(watermark);
    steps.forEach(step -> step.eventTime(eventTime));
    timers.watermark(watermark);
  }

  /** Handlers read the values of reference data that are in force from now on. */
  private void takeReferences() {
    RefValues values = node.references().inForce().values();
    steps.forEach(step -> step.references(values));
  }

  /** A round is committed: objects may leave memory. */
  void committed(long ofRound) {
    steps.forEach(step -> step.holds().committed(ofRound));
    repairs.committed(ofRound);
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

  /** Has something read from the store; it comes as a task of the lane. */
  <T> void read(NodeStore.Call<T> question, Consumer<T> then) {
    Flight asked = flight;
    node.store().orElseThrow().read(question, wanted(asked), onLane(asked, then));
  }

  /** Has states read from the store, for keys in turn; they come as a task of the lane. */
  void readStates(String step, List<String> keys, Consumer<List<Optional<StoredState>>> then) {
    Flight asked = flight;
    node.store().orElseThrow().states(step, keys, wanted(asked), onLane(asked, then));
  }

  private BooleanSupplier wanted(Flight asked) {
    return () -> asked.generation() == node.generationNumber();
  }

  private <T> Consumer<T> onLane(Flight asked, Consumer<T> then) {
    return found ->
        lane.execute(
            () -> {
              if (asked == flight) {
                then.accept(found);
              }
            });
  }

  /** The generation cannot go on: the pipeline is to go back to the last commit. */
  void broken(String reason) {
    node.broken(flight.generation(), reason);
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
    steps.forEach(step -> step.slots().askAgain());
  }
}
