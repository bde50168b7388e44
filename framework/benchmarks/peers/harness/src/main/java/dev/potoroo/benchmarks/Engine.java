package dev.potoroo.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.potoroo.samples.bench.CrashRun;
import dev.potoroo.samples.bench.Report.Subject;
import dev.potoroo.samples.bench.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Runs workloads on an engine. */
public interface Engine {
  /** Workloads that it has not. */
  Set<Workload> lacks();

  /** What is measured. */
  Subject subject(PeerRun run);

  /**
   * Runs the workload until its sources have ended and all that they gave has reached the sinks.
   *
   * @param directory for what must be stored; if there is a commit in it, the run goes on from
   *     there
   */
  void execute(PeerRun run, Path directory) throws Exception;

  /**
   * Runs a workload that is killed in the middle.
   *
   * @return what came of it
   */
  default ObjectNode crash(CrashRun run) throws IOException, InterruptedException {
    return run.run();
  }
}
