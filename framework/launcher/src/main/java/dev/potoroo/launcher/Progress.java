package dev.potoroo.launcher;

import dev.potoroo.service.PipelineService;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.RoundsStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Asks a running pipeline at intervals how it is doing and says so: once a second on a terminal,
 * every 30 seconds in the log.
 */
final class Progress implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);

  private final PipelineService service;
  private final Consumer<String> show;
  private final Runnable clear;
  private final Duration interval;
  private final LongSupplier nanos;
  private final AtomicBoolean asking = new AtomicBoolean();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Progress::daemon);

  private volatile Optional<Seen> seen = Optional.empty();
  private volatile boolean closed;

  /** A status and when it came. */
  private record Seen(PipelineStatus status, long nanos) {}

  Progress(
      PipelineService service,
      Consumer<String> show,
      Runnable clear,
      Duration interval,
      LongSupplier nanos) {
    this.service = service;
    this.show = show;
    this.clear = clear;
    this.interval = interval;
    this.nanos = nanos;
  }

  static Progress of(PipelineService service, Host host) {
    Optional<ProgressLine> line = host.progress();
    if (line.isPresent()) {
      return new Progress(
          service, line.get()::show, line.get()::clear, Duration.ofSeconds(1), System::nanoTime);
    }
    Consumer<String> log = LoggerFactory.getLogger(Progress.class)::info;
    return new Progress(service, log, () -> {}, Duration.ofSeconds(30), System::nanoTime);
  }

  void start() {
    ScheduledFuture<?> unused =
        clock.scheduleAtFixedRate(
            this::tick, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks, and shows the answer when it comes; one question at a time. */
  void tick() {
    if (asking.compareAndSet(false, true)) {
      service
          .status()
          .whenComplete(
              (status, failure) -> {
                if (status != null) {
                  answer(status);
                }
                asking.set(false);
              });
    }
  }

  /** What was last heard; empty if nothing yet. */
  Optional<PipelineStatus> latest() {
    return seen.map(Seen::status);
  }

  /** Asks and waits for the answer; what was last heard stays if there is none any more. */
  void ask() {
    try {
      PipelineStatus status =
          service
              .status()
              .toCompletableFuture()
              .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .join();
      seen = Optional.of(new Seen(status, nanos.getAsLong()));
    } catch (CompletionException | IllegalStateException e) {
      LoggerFactory.getLogger(Progress.class).debug("The pipeline gave no status", e);
    }
  }

  /**
   * Tells {@code then} how rounds go, at once if the pipeline has begun, which may take a while if
   * nodes are waited for; else, by another thread, when it has.
   */
  void whenBegun(Consumer<RoundsStatus> then) {
    Optional<RoundsStatus> begun =
        askRounds().filter(rounds -> rounds.generation() > 0 || !rounds.durable());
    if (begun.isPresent()) {
      then.accept(begun.get());
    } else {
      askAgain(then);
    }
  }

  private void askAgain(Consumer<RoundsStatus> then) {
    try {
      ScheduledFuture<?> unused =
          clock.schedule(
              () -> whenBegun(then), BETWEEN_QUESTIONS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LoggerFactory.getLogger(Progress.class).debug("It has ended before it has begun", e);
    }
  }

  private Optional<RoundsStatus> askRounds() {
    try {
      return Optional.of(
          service
              .rounds()
              .toCompletableFuture()
              .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .join());
    } catch (CompletionException | IllegalStateException e) {
      LoggerFactory.getLogger(Progress.class).debug("The pipeline did not tell of rounds", e);
      return Optional.empty();
    }
  }

  private synchronized void answer(PipelineStatus status) {
    if (closed) {
      return;
    }
    Seen now = new Seen(status, nanos.getAsLong());
    Optional<Seen> before = seen;
    seen = Optional.of(now);
    before.ifPresent(
        earlier ->
            show.accept(
                StatusText.progress(
                    earlier.status(), status, Duration.ofNanos(now.nanos() - earlier.nanos()))));
  }

  /** Shows nothing more. */
  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (this) {
      if (!closed) {
        closed = true;
        clear.run();
      }
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "potoroo-progress");
    thread.setDaemon(true);
    return thread;
  }
}
