package dev.potoroo.samples.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a run of a workload is like. */
public final class BenchOptions {
  @Parameters(
      paramLabel = "WORKLOAD",
      description = {
        "w1: trades of stocks, keyed by symbol; an alert at each new high",
        "w2: lines of ten words, keyed by word; the count of each word at each word",
        "w3: the alerts of w1, keyed again by one of 50 sectors; the count of each sector",
        "w6: w1 by a schedule, killed after the warm-up and started again for the measurement:"
            + " how long until output is no longer 0.2 seconds behind",
        "w7: w1 from a topic of Kafka to another one, both at the broker that --kafka names;"
            + " exactly-once with --rounds",
        "windows: trades of stocks, keyed by symbol, with a tumbling window for each in which it has"
            + " four trades on average; its highest price and their number when it is over; only"
            + " with --rounds"
      })
  public Workload workload = Workload.W1;

  @Option(
      names = "--keys",
      description = "How many symbols or words, a multiple of 4. Default: ${DEFAULT-VALUE}")
  public int keys = 3_000;

  @Option(
      names = "--dist",
      description =
          "How often each key comes: ${COMPLETION-CANDIDATES} (each once, then again from the first"
              + " one). Default: ${DEFAULT-VALUE}")
  public Distribution distribution = Distribution.UNIFORM;

  @Option(
      names = "--readers",
      description = "How many threads make up records: 1, 2 or 4. Default: ${DEFAULT-VALUE}")
  public int readers = 1;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      description = "Before the measurement. Default: ${DEFAULT-VALUE}")
  public int warmup = 5;

  @Option(names = "--seconds", description = "How long is measured. Default: ${DEFAULT-VALUE}")
  public int seconds = 12;

  @Option(
      names = "--rate",
      paramLabel = "PER-SECOND",
      description =
          "Records are due by a schedule, and latency is measured from the time at which each was"
              + " due. Default: 0, as fast as possible")
  public long rate;

  @Option(
      names = "--rounds",
      paramLabel = "MILLISECONDS",
      description = "Interval of durable rounds, into RocksDB. Default: 0, state is kept in memory")
  public long rounds;

  @Option(names = "--dense", description = "Make the steps dense: no actor for each object.")
  public boolean dense;

  @Option(
      names = "--memory",
      description =
          "Collect garbage before and after the measurement, and tell how much of the heap an object"
              + " takes, of those that came into being meanwhile.")
  public boolean memory;

  @Option(
      names = "--combine",
      description = "Of w2: count words where they are found, before their objects get them.")
  public boolean combine;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "Of w7, and of all workloads of an engine that reads from a topic: a broker, where topics"
              + " are made, filled before the run, and deleted after it.")
  public @Nullable String kafka;

  @Option(
      names = "--fill",
      paramLabel = "PER-SECOND",
      description =
          "Of w7, and of all workloads of an engine that reads from a topic: how many records it"
              + " has for each second of the run. Default: 0, more than can be read")
  public long fill;

  @Option(
      names = "--drift",
      description = "How fast prices rise; the faster, the more alerts. Default: ${DEFAULT-VALUE}")
  public double drift = 0.05;

  @Option(
      names = "--seed",
      description = "Other seeds make up other records. Default: ${DEFAULT-VALUE}")
  public long seed = 42;

  @Option(names = "--label", description = "Added to the result.")
  public @Nullable String label;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the configuration, as for run; may be repeated.")
  public List<String> settings = new ArrayList<>();

  @Option(
      names = "--life-in",
      hidden = true,
      description = "Of w6: keep what is stored there, and say when records flow.")
  public @Nullable Path lifeIn;

  @Option(
      names = "--due-since",
      hidden = true,
      description = "Of w6: the beginning of the schedule, in milliseconds since 1970.")
  public long dueSince;

  /** How often each key comes. */
  public enum Distribution {
    UNIFORM,
    ZIPF,
    /** Each once, then again from the first one. */
    TURN
  }

  /** What is wrong with them; empty if nothing is. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (keys < Keys.SPLITS || keys > Trades.MOST_SYMBOLS || keys % Keys.SPLITS != 0) {
      faults.add(
          "--keys ["
              + keys
              + "] must be a multiple of "
              + Keys.SPLITS
              + ", at most "
              + Trades.MOST_SYMBOLS
              + ".");
    }
    if (readers < 1 || Keys.SPLITS % readers != 0) {
      faults.add("--readers [" + readers + "] must be 1, 2 or 4.");
    }
    if (seconds < 1 || warmup < 0) {
      faults.add("--seconds [" + seconds + "] must be at least 1, --warmup [" + warmup + "] 0.");
    }
    if (rate < 0 || rounds < 0 || fill < 0) {
      faults.add(
          "--rate ["
              + rate
              + "], --rounds ["
              + rounds
              + "] and --fill ["
              + fill
              + "] must be at least 0.");
    }
    if (workload == Workload.WINDOWS && rounds == 0) {
      faults.add("windows needs --rounds: event time moves on when one is committed.");
    }
    if (workload == Workload.W7 && rate > 0) {
      faults.add("--rate is not for w7: what it has written is looked at when the run has ended.");
    }
    if (distribution == Distribution.TURN && workload == Workload.W2) {
      faults.add("--dist turn is not for w2, which makes up lines and reads them again and again.");
    }
    if (combine && workload != Workload.W2) {
      faults.add("--combine is for w2 alone.");
    }
    return faults;
  }

  Keys newKeys() {
    return distribution == Distribution.ZIPF ? Keys.zipf(keys) : Keys.uniform(keys);
  }

  /** What no field of the result tells of, {@code name=value} with blanks between. */
  String others() {
    List<String> others = new ArrayList<>();
    if (combine) {
      others.add("combine");
    }
    others.add("drift=" + drift);
    if (fill > 0) {
      others.add("fill=" + fill);
    }
    others.add("seconds=" + seconds);
    others.add("seed=" + seed);
    others.add("warmup=" + warmup);
    others.addAll(settings);
    return String.join(" ", others);
  }
}
