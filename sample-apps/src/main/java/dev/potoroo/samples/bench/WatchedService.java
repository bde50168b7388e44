package dev.potoroo.samples.bench;

import dev.potoroo.service.PipelineService;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.RoundsStatus;
import java.util.ArrayList;
import java.util.List;

/** A pipeline that is measured. It tells of the latest rounds only, so they are kept here. */
final class WatchedService implements Measurement.Watched {
  private final PipelineService service;
  private final BenchOptions options;
  private final List<Long> pauses = new ArrayList<>();
  private long lastRound;

  WatchedService(PipelineService service, BenchOptions options) {
    this.service = service;
    this.options = options;
  }

  @Override
  public long records() {
    PipelineStatus status = service.status().toCompletableFuture().join();
    long read = status.sources().get(0).records();
    if (options.combine) {
      // The step gets but sums.
      return read * Lines.WORDS_PER_LINE;
    }
    // For the step a window that ends is a record too.
    return options.workload == Workload.WINDOWS ? read : status.steps().get(0).records();
  }

  @Override
  public long objects() {
    return service.status().toCompletableFuture().join().steps().stream()
        .mapToLong(PipelineStatus.StepStatus::objects)
        .sum();
  }

  @Override
  public long rounds() {
    for (RoundsStatus.Round round : service.rounds().toCompletableFuture().join().latest()) {
      if (round.round() > lastRound) {
        lastRound = round.round();
        pauses.add(round.pauseMicros());
      }
    }
    return pauses.size();
  }

  @Override
  public List<Long> pauses() {
    return pauses;
  }
}
