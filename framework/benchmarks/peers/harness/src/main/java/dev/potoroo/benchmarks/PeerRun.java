package dev.potoroo.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.samples.bench.BenchOptions;
import dev.potoroo.samples.bench.CrashRun;
import dev.potoroo.samples.bench.Feed;
import dev.potoroo.samples.bench.Keys;
import dev.potoroo.samples.bench.Measurement;
import dev.potoroo.samples.bench.Report;
import dev.potoroo.samples.bench.Schedule;
import dev.potoroo.samples.bench.Tallies;
import dev.potoroo.samples.bench.Tally;
import dev.potoroo.samples.bench.WorkingDirectory;
import dev.potoroo.samples.bench.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The one run of this process: its options, what feeds it, and what has come of it. Engines make
 * copies of the functions that they are given, so these find it here. Thread-safe.
 */
public final class PeerRun implements Measurement.Watched {
  /** So that each split has cache lines of its own. */
  private static final int APART = 16;

  private static volatile @Nullable PeerRun current;

  private final BenchOptions options;
  private final Workload.Input input;
  private final Tallies tallies;
  private final AtomicLongArray before = new AtomicLongArray(Keys.SPLITS * APART);
  private final AtomicLongArray given = new AtomicLongArray(Keys.SPLITS * APART);
  private final List<Counter> counters = new CopyOnWriteArrayList<>();
  private final AtomicLong commits = new AtomicLong();
  private final CompletableFuture<Void> outcome = new CompletableFuture<>();
  private volatile boolean ending;
  private @Nullable Schedule schedule;

  private PeerRun(BenchOptions options) {
    this.options = options;
    input = options.workload.input(options);
    tallies = new Tallies(options);
  }

  /** That of this process. */
  public static PeerRun current() {
    return Objects.requireNonNull(current, "no run has begun in this process");
  }

  /**
   * The whole of an engine's program: prints the result and ends the process.
   *
   * @param program the class whose {@code main} this is called by
   * @param args those of {@code bench}
   */
  // Threads of engines outlive their jobs, and who has started this reads what went wrong.
  @SuppressWarnings({"SystemExitOutsideMain", "CatchAndPrintStackTrace"})
  public static void main(Class<?> program, Engine engine, String... args) {
    int code = 1;
    try {
      JsonNode result = result(program, engine, args);
      System.out.println(result);
      code = result.path("ok").asBoolean() ? 0 : 1;
    } catch (Exception | Error e) {
      e.printStackTrace();
    } finally {
      System.exit(code);
    }
  }

  private static JsonNode result(Class<?> program, Engine engine, String... args)
      throws IOException, InterruptedException {
    BenchOptions options = new BenchOptions();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
    List<String> faults = new ArrayList<>(options.faults());
    if (options.dense || options.combine) {
      faults.add("--dense and --combine are for Potoroo alone.");
    }
    if (engine.lacks().contains(options.workload)) {
      faults.add("[" + options.workload + "] is not there for this engine.");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", faults));
    }
    try (WorkingDirectory directory = WorkingDirectory.of(options)) {
      return options.workload == Workload.W6
          ? engine.crash(new CrashRun(List.of(program.getName()), options, directory.path()))
          : measure(engine, options, directory.path());
    }
  }

  private static JsonNode measure(Engine engine, BenchOptions options, Path directory)
      throws InterruptedException {
    PeerRun run = new PeerRun(options);
    current = run;
    new Thread(() -> run.execute(engine, directory), "engine").start();
    Measurement.Window window = new Measurement(run, run::flowing).take(options, run.tallies);
    run.ending = true;
    run.outcome.join();
    Report report =
        new Report(
            engine.subject(run),
            options,
            window,
            run.tallies,
            run.input.oracle(),
            values(run.before),
            run.given());
    return new ObjectMapper().valueToTree(report.fields());
  }

  @SuppressWarnings("ThrowableNotThrown") // It is thrown where the outcome is asked for.
  private void execute(Engine engine, Path directory) {
    try {
      engine.execute(this, directory);
      outcome.complete(null);
    } catch (Exception | Error e) {
      outcome.completeExceptionally(e);
    }
  }

  /** The job has failed in a thread of the engine's own. */
  public void fail(Throwable failure) {
    outcome.completeExceptionally(failure);
  }

  private void flowing() {
    if (options.lifeIn != null) {
      System.out.println(CrashRun.FLOWING);
    }
  }

  private static long[] values(AtomicLongArray array) {
    return IntStream.range(0, Keys.SPLITS).mapToLong(split -> array.get(split * APART)).toArray();
  }

  public BenchOptions options() {
    return options;
  }

  /** What the records are. */
  public Feed<?> feed() {
    return input.feed();
  }

  /** When they are due; it begins when it is asked for first, since engines take long to start. */
  public synchronized Schedule schedule() {
    if (schedule == null) {
      schedule = Schedule.of(options);
    }
    return schedule;
  }

  /** How many threads, tasks or processors there are to be of each kind. */
  public int parallelism() {
    return options.readers;
  }

  /** What {@code --set} says; the last one of a name counts. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : options.settings) {
      String[] parts = setting.split("=", 2);
      settings.put(parts[0], parts.length == 1 ? "" : parts[1]);
    }
    return settings;
  }

  /** For one more thread that handles records in the first keyed step. */
  public Counter newCounter() {
    Counter counter = new Counter();
    counters.add(counter);
    return counter;
  }

  /** For one more sink. */
  public Tally newTally() {
    return tallies.newTally();
  }

  /** What has come out so far does not count: the job begins again from a commit. */
  public void forget() {
    tallies.forget();
  }

  /** The run says nothing, whatever has come out. */
  public void spoil(String why) {
    tallies.spoil(why);
  }

  /** Whether sources are to end. */
  public boolean ending() {
    return ending;
  }

  /** A split is read from a number on. */
  public void begins(int split, long number) {
    before.set(split * APART, number);
  }

  /** A split has ended before a number; may be said again, as it gets further. */
  public void ends(int split, long number) {
    given.setRelease(split * APART, number);
  }

  /** How many records of each split there have been. */
  public long[] given() {
    return values(given);
  }

  /** One more commit. */
  public void committed() {
    commits.incrementAndGet();
  }

  @Override
  public long records() {
    if (outcome.isDone() && !ending) {
      outcome.join();
      throw new IllegalStateException("the job has ended by itself");
    }
    return counters.stream().mapToLong(Counter::counted).sum();
  }

  @Override
  public long rounds() {
    return commits.get();
  }

  @Override
  public List<Long> pauses() {
    return List.of();
  }
}
