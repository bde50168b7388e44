package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.Engine;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.benchmarks.Words;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Report.Subject;
import dev.potoroo.samples.bench.Trades;
import dev.potoroo.samples.bench.Workload;
import java.nio.file.Path;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs a workload on Flink. Its settings can be given with {@code --set}. */
public final class FlinkPeer implements Engine {

  public static void main(String[] args) {
    PeerRun.main(FlinkPeer.class, new FlinkPeer(), args);
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
    if (run.options().workload == Workload.W2) {
      words(env);
    } else if (run.options().workload == Workload.W3) {
      sectors(alerts(env));
    } else {
      alerts(env)
          .sinkTo(
              new TallySink<>(
                  (tally, alert) ->
                      tally.alert(alert.symbol(), alert.price(), alert.count(), alert.ts())))
          .uid("sink");
    }
    env.execute("bench");
  }

  private static DataStream<Alert> alerts(StreamExecutionEnvironment env) {
    return env.fromSource(
            new FeedSource<>(CompactType.TRADE), WatermarkStrategy.noWatermarks(), "trades")
        .uid("trades")
        .keyBy(trade -> trade.symbol, Types.STRING)
        .process(new Steps.Price())
        .returns(CompactType.ALERT)
        .uid("price");
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
