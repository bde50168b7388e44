package dev.potoroo.fault;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Points of a round at which a crash leaves something different behind: before and after each
 * write, compare-and-set and message. With the system property {@code dev.potoroo.fault-point=NAME}
 * or {@code NAME:N} the process halts, without any clean-up, when it reaches that point for the
 * first or the {@code N}th time. With {@code dev.potoroo.fault-trace=FILE} it notes in a file which
 * points it reaches, so that one can tell where a process was that was killed. For tests of
 * crashes; without the properties a point costs nothing.
 */
public enum FaultPoint {
  /** The store is asked for a new generation. */
  TAKE_OVER_BEFORE,
  /** A new generation has begun. */
  TAKE_OVER_AFTER,
  /** Uncommitted changes have been removed in part. */
  CLEAN_UP,
  /** A sink is to go back to the last commit. */
  SINK_RECOVER_BEFORE,
  /** A sink went back to the last commit. */
  SINK_RECOVER_AFTER,
  /** A source is to be opened at its committed position. */
  SOURCE_SEEK_BEFORE,
  /** A source was opened at its committed position. */
  SOURCE_SEEK_AFTER,
  /** State objects are to be read from the store. */
  LOAD_BEFORE,
  /** State objects were read from the store. */
  LOAD_AFTER,
  /** The sources are to pause. */
  PAUSE,
  /** The sources have paused, records are in flight. */
  DRAIN,
  /** Nothing is in flight; objects are to be captured. */
  CAPTURE_BEFORE,
  /** Objects are captured. */
  CAPTURE_AFTER,
  /** Records flow again, nothing of the round has been written. */
  RESUME,
  /** Changes are to be written. */
  WRITE_BEFORE,
  /** A part of the changes was written. */
  WRITE_PART,
  /** All changes of a node are written. */
  WRITE_AFTER,
  /** A sink is to make its output durable. */
  SINK_PREPARE_BEFORE,
  /** A sink has made its output durable. */
  SINK_PREPARE_AFTER,
  /** A node says that it has prepared. */
  PREPARED_BEFORE,
  /** A node has said that it has prepared. */
  PREPARED_AFTER,
  /** The round is to be committed. */
  COMMIT_BEFORE,
  /** The round is committed, nobody knows it yet. */
  COMMIT_AFTER,
  /** The nodes are to be told of the commit. */
  COMMITTED_BEFORE,
  /** The nodes have been told of the commit. */
  COMMITTED_AFTER,
  /** A sink is to show the round's output. */
  SINK_COMMIT_BEFORE,
  /** A sink has shown the round's output. */
  SINK_COMMIT_AFTER,
  /** A round's staged output is to be published. */
  PUBLISH_BEFORE,
  /** A round's output and its marker have been sent, and are to be committed outside. */
  PUBLISH_MIDDLE,
  /** A round's staged output is published. */
  PUBLISH_AFTER,
  /** Superseded versions are to be freed. */
  PRUNE_BEFORE,
  /** Superseded versions are freed. */
  PRUNE_AFTER,
  /** The last round is committed; connectors are to be closed. */
  END;

  private static final int EXIT_LIKE_SIGKILL = 137;
  private static final @Nullable FaultPoint CHOSEN;
  private static final AtomicLong LEFT = new AtomicLong();
  private static final @Nullable FaultTrace TRACE;

  static {
    String wanted = System.getProperty("dev.potoroo.fault-point");
    if (wanted == null) {
      CHOSEN = null;
    } else {
      int colon = wanted.indexOf(':');
      CHOSEN = valueOf(colon < 0 ? wanted : wanted.substring(0, colon));
      LEFT.set(colon < 0 ? 1 : Long.parseLong(wanted.substring(colon + 1)));
    }
    String trace = System.getProperty("dev.potoroo.fault-trace");
    TRACE = trace == null ? null : FaultTrace.open(Path.of(trace), values().length);
  }

  /** Called where the point is. */
  public void reached() {
    if (TRACE != null) {
      TRACE.note(this);
    }
    if (this == CHOSEN && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT_LIKE_SIGKILL);
    }
  }
}
