package dev.potoroo.launcher;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a pipeline, from start to exit code. */
final class Run {
  private static final String DRAIN_TIMEOUT = "potoroo.drain-timeout";

  /** How much longer than the drain a stop may take: leaving the cluster, closing connectors. */
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Pipeline pipeline;
  private final Config config;
  private final Host host;
  private final boolean verbose;
  private final long started = System.nanoTime();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  Run(Pipeline pipeline, Config config, Host host, boolean verbose) {
    this.pipeline = pipeline;
    this.config = config;
    this.host = host;
    this.verbose = verbose;
  }

  /** Returns when the run is over and all is closed. */
  int call() {
    int code = Cli.FAILED;
    try {
      code = run();
    } catch (RuntimeException e) {
      code = new Failure(e).print(host.err(), verbose);
    } finally {
      exit.complete(code);
    }
    return code;
  }

  private int run() {
    try (PipelineService service = host.engine().start(pipeline, config);
        Interrupts.Registration registration = host.interrupts().on(() -> stop(service));
        Progress progress = Progress.of(service, host)) {
      String management = host.engine().manage(service);
      progress.ask();
      StatusText.banner(service, management, progress.latest()).forEach(host.err()::println);
      progress.whenBegun(
          rounds -> StatusText.goesOn(rounds, stateDirectory()).ifPresent(host.err()::println));
      progress.start();
      Outcome outcome = service.outcome().toCompletableFuture().join();
      progress.close();
      return ended(outcome, progress);
    }
  }

  /** Where state is kept, if that is a directory. */
  private Optional<Path> stateDirectory() {
    return config.getString("potoroo.store.type").equals("rocksdb")
        ? Optional.of(Path.of(config.getString("potoroo.data-dir"), pipeline.name(), "state"))
        : Optional.empty();
  }

  private int ended(Outcome outcome, Progress progress) {
    progress.ask();
    host.err()
        .println(
            StatusText.summary(
                pipeline.name(),
                outcome.kind(),
                progress.latest(),
                Duration.ofNanos(System.nanoTime() - started),
                Path.of(config.getString("potoroo.data-dir"), pipeline.name()).toString()));
    Optional<PotorooException> failure = outcome.failure();
    if (failure.isPresent()) {
      return new Failure(failure.get()).print(host.err(), verbose);
    }
    return outcome.kind() == Outcome.Kind.FAILED ? Cli.FAILED : Cli.OK;
  }

  /** Called by another thread when the JVM is to end; it ends when this returns. */
  private int stop(PipelineService service) {
    host.err()
        .println(
            "Stopping: records that were read are processed first, for at most "
                + config.getString(DRAIN_TIMEOUT)
                + ".");
    Duration patience = config.getDuration(DRAIN_TIMEOUT).plus(CLOSING);
    try {
      var stopping = service.stop();
      stopping.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return exit.get(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      PotorooException late =
          new PotorooException(
              ErrorCode.INTERNAL,
              "The pipeline did not stop within ["
                  + patience.toSeconds()
                  + "s]; it is ended as it is.",
              e);
      return new Failure(late).print(host.err(), verbose);
    } catch (ExecutionException e) {
      return new Failure(e).print(host.err(), verbose);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Cli.FAILED;
    }
  }
}
