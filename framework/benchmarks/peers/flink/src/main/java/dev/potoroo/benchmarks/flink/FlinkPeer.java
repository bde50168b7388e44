package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.Engine;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.benchmarks.Words;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Report.Subject;
import dev.potoroo.samples.bench.Trades;
import dev.potoroo.samples.bench.Windows;
import dev.potoroo.samples.bench.Workload;
import java.nio.file.Path;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** Runs a workload on Flink. Its settings can be given with {@code --set}. */
public final class FlinkPeer implements Engine {

  public static void main(String[] args) {
    PeerRun.main(FlinkPeer.class, new FlinkPeer(), args);
  }

  @Override
  public Set<Workload> lacks() {
    return Set.of();
  }

  @Override
  public Subject subject(PeerRun run) {
    return new Subject("flink", EnvironmentInformation.getVersion(), "datastream");
  }

  @Override
  public void execute(PeerRun run, Path directory) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            run.parallelism(), Settings.of(run, directory));
    switch (run.options().workload) {
      case W1, W6 -> highs(alerts(env));
      case W2 -> words(env);
      case W3 -> sectors(alerts(env));
      case WINDOWS -> windows(env, run.options().keys);
      case W7 -> {
        TopicRun.execute(env, run, directory);
        return;
      }
    }
    env.execute("bench");
  }

  /** Those of a source, by symbol. */
  private static KeyedStream<MutableTrade, String> trades(
      StreamExecutionEnvironment env,
      Source<MutableTrade, ?, ?> source,
      WatermarkStrategy<MutableTrade> time) {
    return env.fromSource(source, time, "trades")
        .uid("trades")
        .keyBy(trade -> trade.symbol, Types.STRING);
  }

  private static DataStream<Alert> alerts(StreamExecutionEnvironment env) {
    return alerts(env, new FeedSource<>(CompactType.TRADE), new Steps.Price());
  }

  /** Those of the trades of a source. */
  static DataStream<Alert> alerts(
      StreamExecutionEnvironment env, Source<MutableTrade, ?, ?> source, Steps.Price price) {
    return trades(env, source, WatermarkStrategy.noWatermarks())
        .process(price)
        .returns(CompactType.ALERT)
        .uid("price");
  }

  private static void highs(DataStream<Alert> alerts) {
    alerts
        .sinkTo(
            new TallySink<>(
                (tally, alert) ->
                    tally.alert(alert.symbol(), alert.price(), alert.count(), alert.ts())))
        .uid("sink");
  }

  private static void windows(StreamExecutionEnvironment env, int symbols) {
    trades(
            env,
            new FeedSource<>(CompactType.TRADE),
            WatermarkStrategy.<MutableTrade>forBoundedOutOfOrderness(Windows.DISORDER)
                .withTimestampAssigner((trade, before) -> trade.due))
        .window(TumblingEventTimeWindows.of(Windows.size(symbols)))
        .aggregate(
            new WindowSteps.Gather(),
            new WindowSteps.Result(),
            CompactType.STOCK,
            CompactType.STOCK,
            Types.TUPLE(Types.STRING, Types.LONG, Types.DOUBLE, Types.LONG, Types.LONG))
        .uid("window")
        .sinkTo(
            new TallySink<>(
                (tally, window) ->
                    tally.window(window.f0, window.f1, window.f2, window.f3, window.f4)))
        .uid("sink");
  }

  private static void sectors(DataStream<Alert> alerts) {
    alerts
        .keyBy(alert -> Trades.sector(alert.symbol()), Types.INT)
        .process(new Steps.SectorCount())
        .returns(Types.TUPLE(Types.INT, Types.LONG, Types.LONG))
        .uid("count")
        .sinkTo(new TallySink<>((tally, count) -> tally.sector(count.f0, count.f1, count.f2)))
        .uid("sink");
  }

  private static void words(StreamExecutionEnvironment env) {
    env.fromSource(new FeedSource<>(Types.STRING), WatermarkStrategy.noWatermarks(), "lines")
        .uid("lines")
        .<String>flatMap((line, out) -> Words.of(line, out::collect))
        .returns(Types.STRING)
        .uid("words")
        .keyBy(word -> word, Types.STRING)
        .process(new Steps.WordCount())
        .returns(Types.TUPLE(Types.STRING, Types.LONG))
        .uid("count")
        .sinkTo(new TallySink<>((tally, count) -> tally.word(count.f0, count.f1)))
        .uid("sink");
  }
}
