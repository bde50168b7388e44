package dev.potoroo.benchmarks.kafka;

import dev.potoroo.benchmarks.Counter;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.benchmarks.Stock;
import dev.potoroo.benchmarks.Words;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Tally;
import dev.potoroo.samples.bench.TopicBytes.Quote;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** The steps of the workloads. Kafka Streams makes them where they run, one for each partition. */
@SuppressWarnings("NullAway.Init") // It calls init before anything else.
final class Steps {
  static final String STOCKS = "stocks";
  static final String COUNTS = "counts";

  private Steps() {}

  /** An alert at each new high of a symbol. */
  static final class Price implements Processor<String, Quote, String, Alert> {
    private final Progress progress;
    private final Counter counter = PeerRun.current().newCounter();
    private ProcessorContext<String, Alert> context;
    private KeyValueStore<String, Stock> stocks;

    Price(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<String, Alert> its) {
      context = its;
      stocks = its.getStateStore(STOCKS);
    }

    @Override
    public void process(Record<String, Quote> record) {
      if (!progress.take(context.taskId().partition())) {
        return;
      }
      Quote quote = record.value();
      Stock known = stocks.get(record.key());
      Stock stock = known == null ? new Stock() : known;
      boolean high = stock.seen(quote.price());
      stocks.put(record.key(), stock);
      if (high) {
        context.forward(
            record.withValue(new Alert(record.key(), quote.price(), stock.count, quote.ts())));
      }
      counter.count();
    }
  }

  /** Takes lines apart. */
  static final class Split implements Processor<String, String, String, Long> {
    private final Progress progress;
    private ProcessorContext<String, Long> context;

    Split(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<String, Long> its) {
      context = its;
    }

    @Override
    public void process(Record<String, String> record) {
      if (!progress.take(context.taskId().partition())) {
        return;
      }
      List<String> words = new ArrayList<>();
      Words.of(record.value(), words::add);
      progress.handedOn(words.size());
      words.forEach(word -> context.forward(new Record<>(word, 0L, record.timestamp())));
    }
  }

  /** Counts alerts. */
  static final class Alerts implements Processor<String, Alert, Void, Void> {
    private final Tally tally = PeerRun.current().newTally();

    @Override
    public void process(Record<String, Alert> record) {
      Alert alert = record.value();
      tally.alert(record.key(), alert.price(), alert.count(), alert.ts());
    }
  }

  /** Counts for each key what comes, and tells the count. */
  static final class Count implements Processor<String, Long, Void, Void> {
    /** Tells one. */
    interface Telling {
      void tell(Tally tally, String key, long count, long due);
    }

    private final Progress progress;
    private final Telling telling;
    private final boolean first;
    private final Tally tally = PeerRun.current().newTally();
    private final Counter counter = PeerRun.current().newCounter();
    private KeyValueStore<String, Long> counts;

    /**
     * A step.
     *
     * @param first whether its records are those that are counted
     */
    Count(Progress progress, boolean first, Telling telling) {
      this.progress = progress;
      this.first = first;
      this.telling = telling;
    }

    @Override
    public void init(ProcessorContext<Void, Void> its) {
      counts = its.getStateStore(COUNTS);
    }

    @Override
    public void process(Record<String, Long> record) {
      Long before = counts.get(record.key());
      long count = before == null ? 1 : before + 1;
      counts.put(record.key(), count);
      telling.tell(tally, record.key(), count, record.value());
      if (first) {
        counter.count();
      }
      progress.handled();
    }
  }
}
