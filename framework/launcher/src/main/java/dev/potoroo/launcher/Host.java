package dev.potoroo.launcher;

import java.io.PrintStream;
import java.util.Optional;

/**
 * What a command line runs in.
 *
 * @param out for what was asked for, and for sinks
 * @param err for everything else
 * @param progress the line for progress, if somebody looks at {@code err}
 * @param engine what runs pipelines
 * @param interrupts what asks a run to stop
 */
record Host(
    PrintStream out,
    PrintStream err,
    Optional<ProgressLine> progress,
    Engine engine,
    Interrupts interrupts) {

  /** The real one. Standard output and error are wrapped if they are terminals. */
  static Host jvm() {
    if (!Terminal.isStandardError()) {
      return new Host(
          System.out, System.err, Optional.empty(), new ClusterEngine(), new JvmInterrupts());
    }
    ProgressLine line = new ProgressLine(System.err);
    System.setErr(line.before(System.err));
    if (Terminal.isStandardOutput()) {
      // Records that a sink prints would otherwise end up behind the line.
      System.setOut(line.before(System.out));
    }
    return new Host(
        System.out, System.err, Optional.of(line), new ClusterEngine(), new JvmInterrupts());
  }
}
