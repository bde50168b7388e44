package dev.potoroo.launcher;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Ends a node when the process that has started it is gone: a {@code local-cluster} that was killed
 * must not leave its nodes behind.
 */
final class ParentWatch {
  /** Holds the id of that process. */
  static final String PROPERTY = "dev.potoroo.local-cluster";

  private ParentWatch() {}

  /** Watches if this process is a node of a local cluster. */
  static void start() {
    Long parent = Long.getLong(PROPERTY);
    if (parent == null) {
      return;
    }
    Optional<ProcessHandle> handle =
        ProcessHandle.current().parent().filter(actual -> actual.pid() == parent);
    if (handle.isPresent()) {
      CompletableFuture<Void> unused = handle.get().onExit().thenRun(ParentWatch::end);
    } else {
      end();
    }
  }

  /** As if it had been told to stop; not by a thread that the end waits for. */
  private static void end() {
    System.err.println("local-cluster is gone: this node ends.");
    new Thread(() -> System.exit(Cli.FAILED), "potoroo-parent-watch").start();
  }
}
