package dev.potoroo.testkit;

import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import java.util.Optional;

/** A node that a {@link PipelineRunner} has started, in this process or in one of its own. */
interface TestNode {

  /** Its address in the cluster, {@code host:port}. */
  String address();

  /** Whether it processes records, and so can answer for all. */
  boolean ready();

  /** What the pipeline is doing, over all nodes. */
  PipelineStatus status();

  /** One state object, wherever it lives. */
  Optional<EntityStatus> object(String step, String key);

  /**
   * How its run has ended; empty as long as it goes on.
   *
   * @throws IllegalStateException if it has gone without telling
   */
  Optional<Outcome> outcome();

  /** Asks it to leave; {@link #outcome} shows when it has. */
  void stop();

  /** Ends it at once, as a power failure would, and returns when it is gone. */
  void kill();

  /** Frees everything, after {@link #outcome}. */
  void close();

  /** The node, if it is one of this process. */
  PipelineService service();
}
