package dev.potoroo.testkit;

import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A node in the process of the test. */
record LocalTestNode(PipelineService service) implements TestNode {
  @Override
  public String address() {
    return service.address();
  }

  @Override
  public boolean ready() {
    return service.ready();
  }

  @Override
  public PipelineStatus status() {
    return Patience.answer(service.status(), "the status");
  }

  @Override
  public Optional<EntityStatus> object(String step, String key) {
    return Patience.answer(service.entity(step, key), "an object");
  }

  @Override
  public Optional<Outcome> outcome() {
    return Optional.ofNullable(service.outcome().toCompletableFuture().getNow(null));
  }

  @Override
  public void stop() {
    CompletionStage<Outcome> unused = service.stop();
  }

  @Override
  public void kill() {
    throw new IllegalStateException(
        "node ["
            + service.address()
            + "] runs in the process of the test, which would be killed too. Say processes() where"
            + " the run is described");
  }

  @Override
  public void close() {
    service.close();
  }
}
