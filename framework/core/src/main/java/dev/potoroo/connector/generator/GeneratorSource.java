package dev.potoroo.connector.generator;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * A source whose records are made up by a {@link Generator}:
 *
 * <pre>{@code
 * Source.named("ticks", codec).from(GeneratorSource.of(Ticks::tick).rate(10_000).count(1_000_000))
 * }</pre>
 *
 * <p>Record {@code i} belongs to partition {@code i mod partitions}, so the records are the same
 * for every number of partitions; only their order across partitions differs. A position is the
 * number of records that the partition has given, and reading from it goes on exactly, with the
 * same seed and the same number of partitions. Immutable.
 */
public final class GeneratorSource implements SourceConnector {
  static final long DEFAULT_SEED = 1;
  static final long MAX_RATE = 1_000_000_000;
  static final int MAX_PARTITIONS = 1024;

  private final Generator<?> generator;
  private final long seed;
  private final long rate;
  private final long count;
  private final int partitions;

  private GeneratorSource(
      Generator<?> generator, long seed, long rate, long count, int partitions) {
    this.generator = Objects.requireNonNull(generator, "generator");
    this.seed = seed;
    this.rate = inRange("rate", rate, 0, MAX_RATE);
    this.count = inRange("count", count, 0, Long.MAX_VALUE);
    this.partitions = (int) inRange("partitions", partitions, 1, MAX_PARTITIONS);
  }

  /** Endless, as fast as possible, in one partition, with seed 1. */
  public static GeneratorSource of(Generator<?> generator) {
    return new GeneratorSource(generator, DEFAULT_SEED, 0, 0, 1);
  }

  /** With other random numbers. */
  public GeneratorSource seed(long seed) {
    return new GeneratorSource(generator, seed, rate, count, partitions);
  }

  /**
   * With {@code perSecond} records a second over all partitions, at most 10^9; 0 is as fast as
   * possible. Records become due by a schedule that begins when the source is opened, wherever it
   * goes on: after a stall it catches up as fast as possible, after a restart there is nothing to
   * catch up.
   */
  public GeneratorSource rate(long perSecond) {
    return new GeneratorSource(generator, seed, perSecond, count, partitions);
  }

  /** With that many records over all partitions; 0 is endless. */
  public GeneratorSource count(long records) {
    return new GeneratorSource(generator, seed, rate, records, partitions);
  }

  /** In that many partitions, 1 to 1024. */
  public GeneratorSource partitions(int number) {
    return new GeneratorSource(generator, seed, rate, count, number);
  }

  @Override
  public String describe() {
    String size = count == 0 ? "endless" : count + " records";
    String speed = rate == 0 ? "as fast as possible" : rate + "/s";
    return "generator, " + size + ", " + speed;
  }

  @Override
  public List<String> partitions() {
    return IntStream.range(0, partitions).mapToObj(Integer::toString).toList();
  }

  @Override
  public Scope scope() {
    return Scope.CLUSTER;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public SourceReader open(SourceContext context) {
    int partition = Integer.parseInt(context.partition());
    Schedule schedule = schedule(rate, context.startPosition(), partitions, System::nanoTime);
    return new GeneratorReader(
        context.source(),
        generator,
        seed,
        new Share(partition, partitions, count),
        schedule,
        context.startPosition());
  }

  /** A schedule that begins now, at a position. */
  static Schedule schedule(long rate, long position, int partitions, LongSupplier nanoTime) {
    return new Schedule(rate, position * partitions, nanoTime);
  }

  private static long inRange(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + " [" + value + "] must be from " + min + " to " + max + ".");
    }
    return value;
  }
}
