package dev.potoroo.management;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.service.PipelineService;
import dev.potoroo.store.StoreException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What to say when an answer could not be made. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** The problem to answer with. A failure that only we can explain goes to the log. */
  static Problem problem(Throwable failure, String path, Optional<PipelineService> service) {
    Throwable cause = cause(failure);
    if (cause instanceof ProblemException known) {
      return known.problem();
    }
    if (cause instanceof TimeoutException) {
      return Problem.timedOut("The answer to [%s] took too long.".formatted(path));
    }
    if (cause instanceof StoreException told) {
      return Problem.storeUnavailable(String.valueOf(told.getMessage()));
    }
    if (cause instanceof PotorooException told
        && told.faults().get(0).code() == ErrorCode.STORE_UNAVAILABLE) {
      return Problem.storeUnavailable(told.faults().get(0).message());
    }
    if (!service.map(PipelineService::ready).orElse(false)) {
      LOG.debug("Not ready to answer [{}]", path, cause);
      return Problem.notReady("This node does not process records now.");
    }
    LOG.error("Cannot answer [{}]", path, cause);
    return Problem.internal();
  }

  /** What made a stage fail. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
