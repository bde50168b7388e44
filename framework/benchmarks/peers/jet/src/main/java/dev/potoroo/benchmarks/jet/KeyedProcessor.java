package dev.potoroo.benchmarks.jet;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Processor;
import dev.potoroo.benchmarks.Counter;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.benchmarks.Stock;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Trade;
import dev.potoroo.samples.bench.Trades;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A step with a state for each key. */
final class KeyedProcessor<T, K, S> extends AbstractProcessor {
  private final Logic<T, K, S> logic;
  private final @Nullable Counter counter;
  private final Map<K, S> states = new HashMap<>();
  private @Nullable Object pending;
  private @Nullable Traverser<Map.Entry<K, S>> snapshot;

  /** What the step does. */
  private record Logic<T, K, S>(Keying<T, K> key, Supplier<S> first, Handling<T, K, S> handling) {}

  /** Which object a record is for. */
  private interface Keying<T, K> {
    K of(T record);
  }

  /** Changes the state; null if nothing comes out. */
  private interface Handling<T, K, S> {
    @Nullable Object handle(K key, S state, T record);
  }

  private KeyedProcessor(Logic<T, K, S> logic, boolean counted) {
    this.logic = logic;
    this.counter = counted ? PeerRun.current().newCounter() : null;
  }

  /** An alert at each new high of a symbol. */
  static Processor price() {
    return new KeyedProcessor<Trade, String, Stock>(
        new Logic<>(
            Trade::symbol,
            Stock::new,
            (symbol, stock, trade) ->
                stock.seen(trade.price())
                    ? new Alert(symbol, trade.price(), stock.count, trade.ts())
                    : null),
        true);
  }

  /** How often each word has been seen. */
  static Processor words() {
    return new KeyedProcessor<String, String, Count>(
        new Logic<>(
            word -> word, Count::new, (key, count, word) -> new Counted(key, count.oneMore(), 0)),
        true);
  }

  /** How many new highs each sector has had. */
  static Processor sectors() {
    return new KeyedProcessor<Alert, Integer, Count>(
        new Logic<>(
            alert -> Trades.sector(alert.symbol()),
            Count::new,
            (sector, count, alert) -> new Counted(sector, count.oneMore(), alert.ts())),
        false);
  }

  @Override
  @SuppressWarnings("unchecked") // What the edge carries.
  protected boolean tryProcess(int ordinal, Object item) {
    if (pending == null) {
      T record = (T) item;
      K key = logic.key().of(record);
      S state = states.get(key);
      if (state == null) {
        state = logic.first().get();
        states.put(key, state);
      }
      if (counter != null) {
        counter.count();
      }
      pending = logic.handling().handle(key, state, record);
    }
    if (pending != null && !tryEmit(pending)) {
      return false;
    }
    pending = null;
    return true;
  }

  @Override
  public boolean saveToSnapshot() {
    if (snapshot == null) {
      snapshot = Traversers.traverseIterable(states.entrySet()).onFirstNull(() -> snapshot = null);
    }
    return emitFromTraverserToSnapshot(snapshot);
  }

  @Override
  @SuppressWarnings("unchecked") // What it has saved.
  protected void restoreFromSnapshot(Object key, Object value) {
    states.put((K) key, (S) value);
  }
}
