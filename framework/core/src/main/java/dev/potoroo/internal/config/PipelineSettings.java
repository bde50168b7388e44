package dev.potoroo.internal.config;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is set under {@code potoroo}, checked; {@code reference.conf} says what each means.
 *
 * @param lanes how many, at least 1: 0 is already replaced by the number of processors
 * @param windowSize in bytes
 * @param maxRecordSize in bytes
 * @param maxKeySize in bytes of UTF-8
 * @param heldMemory in bytes
 */
public record PipelineSettings(
    Path dataDir,
    int shards,
    int lanes,
    int window,
    long windowSize,
    int batch,
    int maxRecordSize,
    int maxKeySize,
    Duration askTimeout,
    Duration drainTimeout,
    boolean keepRunning,
    int maxLiveObjects,
    long heldMemory,
    List<String> maskedFields,
    String storeType,
    Rounds rounds,
    Timers timers,
    Combine combine,
    Async async,
    History history,
    Cluster cluster,
    DeadLetters deadLetters,
    Wire wire,
    Inspect inspect) {

  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long GIB = 1024 * MIB;
  private static final long TIB = 1024 * GIB;

  /** What Artery and the serializer put around a message of ours, rounded up. */
  private static final long FRAME_OVERHEAD = 4 * KIB;

  /** The type of store that keeps nothing. */
  public static final String NO_STORE = "memory";

  private static final String FRAME_SIZE = "pekko.remote.artery.advanced.maximum-frame-size";

  /** {@code potoroo.rounds}; load in percent, size in bytes. */
  public record Rounds(
      Duration interval,
      int writeLoad,
      Duration warnAfter,
      Duration lostAfter,
      int maxRollbacks,
      long stagedSize) {}

  /** {@code potoroo.timers}. */
  public record Timers(Duration tick, int perTurn, int readAhead) {}

  /** {@code potoroo.combine}. */
  public record Combine(int keys, Duration age) {}

  /** {@code potoroo.async}. */
  public record Async(int parallel, Duration timeout, int pending) {}

  /** {@code potoroo.history}; size in bytes. */
  public record History(Duration age, int size) {}

  /** {@code potoroo.cluster}. */
  public record Cluster(
      String host, int port, List<HostPort> seeds, int members, Duration joinTimeout) {}

  /** {@code potoroo.dead-letters}; sizes in bytes. */
  public record DeadLetters(int maxRawSize, long maxFileSize) {}

  /** {@code potoroo.wire}; size in bytes. */
  public record Wire(int maxMessageSize, int inFlight) {}

  /** {@code potoroo.inspect}; size in bytes, load in percent. */
  public record Inspect(
      int hotCounters, Duration hotWindow, int tails, int tailBuffer, int tailLoad, int scan) {}

  /**
   * Reads and checks the settings; bindings are checked by {@link Bindings}.
   *
   * @param config the whole configuration, resolved
   * @throws PotorooException with all faults: keys that do not exist, values that are missing or
   *     not as they must be
   */
  public static PipelineSettings of(Config config) {
    List<Fault> faults = new ArrayList<>(UnknownKeys.in(config));
    SettingsReader reader = new SettingsReader(config, faults);
    PipelineSettings settings = read(reader);
    if (faults.isEmpty()) {
      settings.checkTogether(config, faults);
    }
    if (!faults.isEmpty()) {
      throw new PotorooException(faults);
    }
    return settings;
  }

  private static PipelineSettings read(SettingsReader in) {
    int lanes = in.number("potoroo.lanes", 0, 1024);
    return new PipelineSettings(
        in.path("potoroo.data-dir"),
        in.number("potoroo.shards", 1, 10_000),
        lanes == 0 ? Runtime.getRuntime().availableProcessors() : lanes,
        in.number("potoroo.window", 1, 1 << 24),
        in.size("potoroo.window-size", 64 * KIB, TIB),
        in.number("potoroo.batch", 1, 65_536),
        (int) in.size("potoroo.max-record-size", 1, GIB),
        (int) in.size("potoroo.max-key-size", 1, MIB),
        in.duration("potoroo.ask-timeout", Duration.ofMillis(10), Duration.ofMinutes(10)),
        in.duration("potoroo.drain-timeout", Duration.ZERO, Duration.ofHours(24)),
        in.flag("potoroo.keep-running"),
        in.number("potoroo.max-live-objects", 1000, 1_000_000_000),
        in.size("potoroo.held-memory", 64 * KIB, TIB),
        in.fields("potoroo.masked-fields", 1000),
        in.text("potoroo.store.type"),
        new Rounds(
            in.duration("potoroo.rounds.interval", Duration.ofMillis(10), Duration.ofHours(1)),
            in.number("potoroo.rounds.write-load", 1, 100),
            in.duration("potoroo.rounds.warn-after", Duration.ofMillis(100), Duration.ofHours(1)),
            in.duration("potoroo.rounds.lost-after", Duration.ofSeconds(1), Duration.ofHours(1)),
            in.number("potoroo.rounds.max-rollbacks", 0, 1000),
            in.size("potoroo.rounds.staged-size", 64 * KIB, GIB)),
        new Timers(
            in.duration("potoroo.timers.tick", Duration.ofMillis(1), Duration.ofMinutes(1)),
            in.number("potoroo.timers.per-turn", 1, 65_536),
            in.number("potoroo.timers.read-ahead", 1, 1_000_000)),
        new Combine(
            in.number("potoroo.combine.keys", 1, 1_000_000),
            in.duration("potoroo.combine.age", Duration.ofMillis(1), Duration.ofMinutes(1))),
        new Async(
            in.number("potoroo.async.parallel", 1, 10_000),
            in.duration("potoroo.async.timeout", Duration.ofMillis(1), Duration.ofHours(24)),
            in.number("potoroo.async.pending", 1, 100_000_000)),
        new History(
            in.duration("potoroo.history.age", Duration.ofSeconds(1), Duration.ofDays(36_500)),
            (int) in.size("potoroo.history.size", KIB, 64 * MIB)),
        new Cluster(
            in.text("potoroo.cluster.host"),
            in.number("potoroo.cluster.port", 0, 65_535),
            in.addresses("potoroo.cluster.seeds", 100),
            in.number("potoroo.cluster.members", 1, 1000),
            in.duration(
                "potoroo.cluster.join-timeout", Duration.ofMillis(100), Duration.ofHours(1))),
        new DeadLetters(
            (int) in.size("potoroo.dead-letters.max-raw-size", 0, GIB),
            in.size("potoroo.dead-letters.max-file-size", 4 * KIB, TIB)),
        new Wire(
            (int) in.size("potoroo.wire.max-message-size", 4 * KIB, 8 * MIB),
            in.number("potoroo.wire.in-flight", 1, 4096)),
        new Inspect(
            in.number("potoroo.inspect.hot-counters", 16, 65_536),
            in.duration("potoroo.inspect.hot-window", Duration.ofMillis(100), Duration.ofHours(1)),
            in.number("potoroo.inspect.tails", 0, 1000),
            (int) in.size("potoroo.inspect.tail-buffer", 16 * KIB, 64 * MIB),
            in.number("potoroo.inspect.tail-load", 1, 100),
            in.number("potoroo.inspect.scan", 100, 1_000_000)));
  }

  /** Whether rounds are committed to a store. */
  public boolean stored() {
    return !storeType.equals(NO_STORE);
  }

  private void checkTogether(Config config, List<Fault> faults) {
    if (maxRecordSize > windowSize) {
      atMost(config, "potoroo.max-record-size", "potoroo.window-size", faults);
    }
    if (config.hasPath(FRAME_SIZE)
        && wire.maxMessageSize + FRAME_OVERHEAD > config.getBytes(FRAME_SIZE)) {
      faults.add(
          new Fault(
              ErrorCode.BAD_VALUE,
              Setting.of(config, "potoroo.wire.max-message-size").is()
                  + " It must be at least 4 KiB less than ["
                  + FRAME_SIZE
                  + "], which is ["
                  + config.getValue(FRAME_SIZE).unwrapped()
                  + "]. Make it smaller or the frame larger."));
    }
  }

  private static void atMost(Config config, String key, String limit, List<Fault> faults) {
    faults.add(
        new Fault(
            ErrorCode.BAD_VALUE,
            Setting.of(config, key).is()
                + " It must be at most ["
                + limit
                + "], which is ["
                + config.getValue(limit).unwrapped()
                + "]. Make it smaller or the other larger."));
  }
}
