package dev.potoroo.internal.runtime;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.Mailbox;

/**
 * The executor under Pekko's dispatcher for state objects: runs each mailbox on the lane of its
 * shard. Named in configuration.
 */
public final class LaneDispatcher extends ExecutorServiceConfigurator {
  private final Lanes lanes;

  /** Called by Pekko. */
  public LaneDispatcher(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    lanes = Lanes.byId(config.getString("lanes-id"));
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new OnLanes(lanes);
  }

  /**
   * The lanes as an executor. Pekko shuts it down when no actor needs it and may ask for a new one:
   * the lanes stay.
   */
  private static final class OnLanes extends AbstractExecutorService {
    private final Lanes lanes;
    private volatile boolean shutdown;

    OnLanes(Lanes lanes) {
      this.lanes = lanes;
    }

    @Override
    public void execute(Runnable task) {
      int lane =
          task instanceof Mailbox mailbox
                  && mailbox.messageQueue() instanceof LaneMailbox.Queue queue
              ? queue.lane()
              : 0;
      lanes.get(lane).execute(task);
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
