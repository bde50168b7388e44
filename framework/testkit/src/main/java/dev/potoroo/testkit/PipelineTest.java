package dev.potoroo.testkit;

import dev.potoroo.DeadLetter;
import dev.potoroo.Pipeline;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.runtime.SimulatedFaults;
import dev.potoroo.internal.runtime.VirtualView;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TimeDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs a whole pipeline in the calling thread, on a time that moves only when the test says so: put
 * records in by source name, read sinks by name, look at any state object, break things.
 *
 * <pre>{@code
 * try (var test = PipelineTest.of(new StockPrices())) {
 *   test.put("ticks", new Tick("IBM", 165.2));
 *   assertThat(test.sink("new-highs", NewHigh.class))
 *       .containsExactly(new NewHigh("IBM", 165.2));
 * }
 * }</pre>
 *
 * <p>It is the code of production that runs: the checked topology, fused operators, key extractors,
 * error policies, the mailbox order, retries, rounds. Each record is encoded and decoded at its
 * source, between nodes and at its sink; each state when a round ends, after which it is read from
 * what was stored. What is simulated: connectors (all sources can be read again, all sinks write
 * exactly once), the network, threads and time. Speed, back-pressure and the failures of real
 * connectors are not tested by it; {@link PipelineRunner} starts real nodes.
 *
 * <p>Each method that puts records in or moves the time returns when all is done that can be done
 * without more of either. The same calls give the same result in each run. For one thread.
 */
public final class PipelineTest implements AutoCloseable {
  private static final int MOST_HELD_SHOWN = 100;

  private final Topology topology;
  private final Names names;
  private final Map<String, Object> settings = new HashMap<>();
  private final Map<String, Integer> partitions = new HashMap<>();
  private final Map<String, Integer> taken = new HashMap<>();
  private final DeadLetterFolder deadLetters = new DeadLetterFolder();
  private int nodes = 1;
  private Instant start = Instant.parse("2030-01-01T00:00:00Z");
  private @Nullable World world;
  private @Nullable TestRun started;

  private PipelineTest(Topology topology) {
    this.topology = topology;
    names = new Names(topology);
  }

  /**
   * A test of a pipeline, which starts with the first record.
   *
   * @throws dev.potoroo.PotorooException with all that is wrong in its definition
   */
  public static PipelineTest of(Pipeline pipeline) {
    return new PipelineTest(Topology.of(pipeline));
  }

  // ---- before the first record

  /** Simulates this many nodes; 1 if nothing is said. */
  public PipelineTest nodes(int count) {
    notStarted("nodes");
    if (count < 1 || count > 100) {
      throw new IllegalArgumentException("nodes must be 1 to 100, but are [" + count + "]");
    }
    nodes = count;
    return this;
  }

  /** Gives a source this many partitions, numbered from 0; 1 if nothing is said. */
  public PipelineTest partitions(String source, int count) {
    notStarted("partitions");
    names.source(source);
    if (count < 1 || count > 1000) {
      throw new IllegalArgumentException("partitions must be 1 to 1000, but are [" + count + "]");
    }
    partitions.put(source, count);
    return this;
  }

  /**
   * Sets a setting, such as {@code potoroo.max-key-size}, with the checks of production. Those of
   * lanes, windows, stores, connectors and the network have no effect here.
   */
  public PipelineTest set(String key, Object value) {
    notStarted("set");
    settings.put(key, value);
    return this;
  }

  /** Begins at this time; 2030-01-01T00:00:00Z if nothing is said. */
  public PipelineTest startAt(Instant time) {
    notStarted("startAt");
    start = time;
    return this;
  }

  /** Has the nodes agree by the protocol of production, in a world in which things may go wrong. */
  PipelineTest in(World simulated) {
    notStarted("in");
    world = simulated;
    return this;
  }

  private void notStarted(String method) {
    if (started != null) {
      throw new IllegalStateException(
          method + " must be called before records are put in or anything is asked");
    }
  }

  private TestRun started() {
    TestRun running = started;
    if (running == null) {
      running =
          TestRun.start(topology, settings, partitions, nodes, start, deadLetters.path(), world);
      started = running;
    }
    return running;
  }

  // ---- records

  /** Puts records into a source's first partition, encoded by its codec. */
  public PipelineTest put(String source, Object... records) {
    return putTo(source, 0, records);
  }

  /** Puts records into a partition of a source, encoded by its codec. */
  public PipelineTest putTo(String source, int partition, Object... records) {
    int index = names.source(source);
    for (Object record : records) {
      started().sources().get(index).put(partition, names.encoded(index, record));
    }
    started().run().settle();
    return this;
  }

  /** Puts raw records into a source's first partition, as its connector would read them. */
  public PipelineTest putBytes(String source, byte[]... records) {
    int index = names.source(source);
    for (byte[] record : records) {
      started().sources().get(index).put(0, record);
    }
    started().run().settle();
    return this;
  }

  /**
   * Puts what a stream of bytes holds into a source's first partition: it is cut into records as a
   * file with that framing is. What is no record goes the way of the error policy.
   */
  public PipelineTest putStream(String source, Framing framing, byte[] stream) {
    int index = names.source(source);
    PipelineSettings limits = started().settings();
    started()
        .sources()
        .get(index)
        .put(0, framing, stream, limits.maxRecordSize(), limits.deadLetters().maxRawSize());
    started().run().settle();
    return this;
  }

  /**
   * What was written to a sink so far and not taken back, committed or not, decoded by the sink's
   * codec. Records of several nodes are in the order in which they were written.
   */
  public <T> List<T> sink(String sink, Class<T> type) {
    return decoded(sink, sinkBytes(sink), type);
  }

  /**
   * What {@link #sink} shows and no earlier call of this method has shown. What was taken back by a
   * crash or rollback and written again is shown again.
   */
  public <T> List<T> take(String sink, Class<T> type) {
    List<byte[]> all = sinkBytes(sink);
    int from = Math.min(all.size(), taken.getOrDefault(sink, 0));
    taken.put(sink, all.size());
    return decoded(sink, all.subList(from, all.size()), type);
  }

  /** What of {@link #sink} is committed, so that no crash takes it back. */
  public <T> List<T> committed(String sink, Class<T> type) {
    return decoded(sink, sinkOf(sink).committed(), type);
  }

  /** As {@link #sink}, but the bytes. */
  public List<byte[]> sinkBytes(String sink) {
    return sinkOf(sink).written();
  }

  private TestSink sinkOf(String name) {
    int index = names.sink(name);
    return started().sinks().get(index);
  }

  private <T> List<T> decoded(String sink, List<byte[]> records, Class<T> type) {
    int index = names.sink(sink);
    List<T> decoded = new ArrayList<>();
    records.forEach(record -> decoded.add(names.ofSink(index, record, type)));
    return decoded;
  }

  /**
   * A source has no more records, as at the end of a file: from the next round on event time does
   * not wait for it.
   */
  public PipelineTest end(String source) {
    int index = names.source(source);
    started().sources().get(index).end();
    started().run().settle();
    return this;
  }

  /**
   * All sources have no more records, and the pipeline ends as it does then in production: event
   * time goes to the end, so that windows that are open give their results, records that wait to be
   * tried again are handled, and all is committed. Timers by the clock do not fire for that.
   */
  public PipelineTest endInput() {
    started().sources().forEach(TestSource::end);
    started().run().endLastRound();
    return this;
  }

  // ---- time and rounds

  /** What time it is for the pipeline. */
  public Instant now() {
    return started().time().now();
  }

  /**
   * Lets time go on, moment by moment. Timers fire when they are due, records are tried again, and
   * rounds end every {@code potoroo.rounds.interval} if something has happened in them or event
   * time can move; what that makes due, such as windows, happens at the same moment in the next
   * round.
   *
   * @throws IllegalStateException if a timer's handler sets timers that are due at once, for ever
   */
  public PipelineTest advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time cannot go back, by [" + by + "]");
    }
    started().run().advance(by);
    return this;
  }

  /**
   * Ends the round and commits it. Event time moves, as far as the records of all partitions let
   * it, and what it makes due happens in the round that begins. Records that wait to be tried again
   * go on waiting.
   */
  public PipelineTest endRound() {
    started().run().endRound();
    return this;
  }

  /** The number of the last committed round; 0 if none was. */
  public long committedRound() {
    return started().run().committedRound();
  }

  /**
   * How far event time has come, as {@code ctx.eventTime()} says it: {@link Instant#MIN} before it
   * is known, {@link Instant#MAX} at the end of all input.
   */
  public Instant eventTime() {
    return started().run().eventTime();
  }

  // ---- what there is to see

  /**
   * The object of a key; empty if there is none.
   *
   * @param type the class of its state
   */
  public <S> Optional<StateView<S>> object(String step, String key, Class<S> type) {
    int index = names.step(step);
    return started()
        .run()
        .view()
        .object(index, key)
        .map(
            found ->
                new StateView<>(
                    names.ofStep(index, found.state(), type),
                    found.version(),
                    found.lastTouched(),
                    found.node()));
  }

  /** The state of a key; empty if there is none. */
  public <S> Optional<S> state(String step, String key, Class<S> type) {
    return object(step, key, type).map(StateView::state);
  }

  /** The timers of a key that are set, in the order in which they are due; none if no object is. */
  public List<SetTimer> timers(String step, String key) {
    int index = names.step(step);
    return started().run().view().object(index, key).map(VirtualView.Found::timers).stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingLong(StoredTimer::at).thenComparing(StoredTimer::name))
        .map(PipelineTest::shown)
        .toList();
  }

  private static SetTimer shown(StoredTimer timer) {
    Instant at = timer.at() == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(timer.at());
    return new SetTimer(timer.name(), timer.domain() == TimeDomain.EVENT, at);
  }

  /** The keys of a step that are quarantined, in order. */
  public List<String> quarantined(String step) {
    return started().run().view().quarantined(names.step(step));
  }

  /** Why a key is quarantined, and the first 100 records that wait, as JSON; empty if it is not. */
  public Optional<QuarantineStatus> quarantine(String step, String key) {
    return started().run().view().quarantine(names.step(step), key, MOST_HELD_SHOWN);
  }

  /** The keys of a step's objects, in order. */
  public List<String> keys(String step) {
    return started().run().view().keys(names.step(step));
  }

  /**
   * The records that were given up, oldest first, but for those that a policy sends to a sink of
   * their own. Like files, they are not taken back by a crash: one that is read again and fails
   * again is there twice.
   */
  public List<DeadLetter> deadLetters() {
    started();
    return deadLetters.letters();
  }

  /** How many records a policy has skipped at a source or step, since the nodes have started. */
  public long skipped(String sourceOrStep) {
    names.requireSourceOrStep(sourceOrStep);
    return started().run().view().skipped(sourceOrStep);
  }

  /** The names of the sinks, also of those for dead letters. */
  List<String> sinks() {
    return topology.sinks().stream().map(Topology.SinkVertex::name).toList();
  }

  /** The names of the nodes: {@code node-1} and so on. */
  public List<String> nodes() {
    return started().run().nodes();
  }

  // ---- faults

  /**
   * All nodes die and are started again, on what is committed. A failure that has ended the run is
   * forgotten by that, as by a start of the process.
   */
  public PipelineTest restart() {
    started().run().restart();
    return this;
  }

  /** One node of several dies; the others go on from the last commit with what it had. */
  public PipelineTest crash(String node) {
    started().run().crash(node);
    return this;
  }

  /** One more node takes its share, when the round has ended. */
  public PipelineTest join() {
    started().run().join();
    return this;
  }

  /** One node of several leaves when the round has ended; the others take its share. */
  public PipelineTest leave(String node) {
    started().run().leave(node);
    return this;
  }

  /** All shards move to other nodes of several, when the round has ended. */
  public PipelineTest moveShards() {
    started().run().moveShards();
    return this;
  }

  /** The pipeline goes back to the last commit, as when a message between nodes was lost. */
  public PipelineTest rollBack() {
    started().run().rollBack();
    return this;
  }

  /**
   * The next write to a sink fails, and the run with it: the call that leads to it throws what the
   * run has ended with, and so does each later one until {@link #restart}.
   */
  public PipelineTest failNextWrite(String sink, Exception with) {
    sinkOf(sink).failNext(with);
    return this;
  }

  /**
   * The store refuses the next commit, when states are written and sinks have prepared, and the run
   * fails with it as with {@link #failNextWrite}.
   */
  public PipelineTest refuseNextCommit(String why) {
    started().store().refuseNext(why);
    return this;
  }

  /** What may go wrong in the world of {@link #in}. */
  SimulatedFaults faults() {
    return started().faults();
  }

  /** Closes what is open, and removes the dead letters. */
  @Override
  public void close() {
    TestRun running = started;
    if (running != null) {
      running.run().close();
    }
    deadLetters.remove();
  }
}
