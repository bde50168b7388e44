package dev.potoroo.internal.runtime;

import dev.potoroo.Step;
import dev.potoroo.store.StoredState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Finds the objects of a batch of keys and reads the state of each: what a dense step does before
 * it calls handlers. With few keys all is in the processor's caches; with a million nearly each
 * read waits for memory, unless several are under way.
 */
public class LookupBenchmark extends Measured {
  private static final int BATCH = 256;

  @Param({"3000", "1000000"})
  public int keys;

  private final SlotTable table = new SlotTable();
  private final Map<String, Slot> map = new HashMap<>();
  private final Slot[] found = new Slot[BATCH];
  private final Prefetch prefetch = new Prefetch();
  private String[] order = {};
  private int next;

  /** Keys come in an order that is not that of their objects in memory. */
  @Setup
  @SuppressWarnings("unchecked") // The step is only asked for the codec of its state.
  public void fill() throws Exception {
    Step<Object, Object, Object> step =
        (Step<Object, Object, Object>)
            (Step<?, ?, ?>)
                Step.named("price")
                    .in(String.class)
                    .state(Stock.class, () -> new Stock(0, 0, 0))
                    .out(String.class)
                    .on(String.class, (stock, trade, ctx) -> ctx.become(stock));
    byte[] state = step.stateCodec().encode(new Stock(99, 101, 7));
    StoredState stored = new StoredState(1, 1, Instant.EPOCH, state);
    List<String> made =
        new ArrayList<>(IntStream.range(0, keys).mapToObj(i -> "S" + (10_000_000 + i)).toList());
    for (String key : made) {
      Slot slot = new Slot(key);
      slot.restore(step, stored);
      table.add(slot);
      map.put(key, slot);
    }
    Collections.shuffle(made, new Random(42));
    // A record brings a key of its own, not the object's.
    order = made.stream().map(key -> new String(key.toCharArray())).toArray(String[]::new);
  }

  /** Where the next batch begins. */
  private int batch() {
    int from = next + BATCH > order.length ? 0 : next;
    next = from + BATCH;
    return from;
  }

  private static long read(Slot slot) {
    return ((Stock) slot.state()).count();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  @SuppressWarnings("NullAway") // All keys are there.
  public long oneByOneInHashMap() {
    int from = batch();
    long sum = 0;
    for (int i = 0; i < BATCH; i++) {
      sum += read(map.get(order[from + i]));
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  @SuppressWarnings("NullAway") // All keys are there.
  public long oneByOneInSlotTable() {
    int from = batch();
    long sum = 0;
    for (int i = 0; i < BATCH; i++) {
      sum += read(table.get(order[from + i]));
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long allFoundFirst() {
    int from = batch();
    for (int i = 0; i < BATCH; i++) {
      found[i] = table.get(order[from + i]);
    }
    return sumOfFound();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long allFoundFirstAndFetchedAhead() {
    int from = batch();
    for (int i = 0; i < BATCH; i++) {
      found[i] = table.get(order[from + i]);
    }
    prefetch.states(found, BATCH);
    return sumOfFound();
  }

  private long sumOfFound() {
    long sum = 0;
    for (Slot slot : found) {
      sum += read(slot);
    }
    return sum;
  }
}
