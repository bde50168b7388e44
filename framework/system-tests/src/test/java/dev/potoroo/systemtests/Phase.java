package dev.potoroo.systemtests;

import dev.potoroo.fault.FaultPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** What a node was at when it died. One round is written while the next one flows or drains. */
enum Phase {
  /** It had not asked for a generation yet. */
  START("start of the process", FaultPoint.TAKE_OVER_BEFORE),
  RECOVERY("recovery", FaultPoint.SINK_RECOVER_AFTER),
  DRAIN("drain", FaultPoint.DRAIN),
  CAPTURE("capture", FaultPoint.CAPTURE_BEFORE),
  /** Changes are written, sinks make their output durable. */
  PREPARE("prepare", FaultPoint.WRITE_AFTER),
  COMMIT("between prepare and commit", FaultPoint.COMMIT_BEFORE),
  SINK_COMMIT("between commit and sink commit", FaultPoint.COMMIT_AFTER),
  /** None of the above. */
  FLOW("records flowing only", FaultPoint.RESUME),
  END("after the last commit", FaultPoint.END);

  final String text;

  /** A point at which the node is in this phase. */
  final FaultPoint point;

  Phase(String text, FaultPoint point) {
    this.text = text;
    this.point = point;
  }

  /** Reads the trace of a process that has {@code dev.potoroo.fault-trace}. */
  static Set<Phase> of(Path trace) {
    Visits last = Visits.read(trace);
    if (!last.reached(FaultPoint.TAKE_OVER_AFTER)) {
      return EnumSet.of(last.reached(FaultPoint.TAKE_OVER_BEFORE) ? RECOVERY : START);
    }
    if (last.reached(FaultPoint.END)) {
      return EnumSet.of(END);
    }
    EnumSet<Phase> phases = EnumSet.noneOf(Phase.class);
    addIf(!last.reached(FaultPoint.RESUME), RECOVERY, phases);
    addIf(last.isAfter(FaultPoint.PAUSE, FaultPoint.CAPTURE_BEFORE), DRAIN, phases);
    addIf(last.isAfter(FaultPoint.CAPTURE_BEFORE, FaultPoint.CAPTURE_AFTER), CAPTURE, phases);
    addIf(last.isAfter(FaultPoint.CAPTURE_AFTER, FaultPoint.PREPARED_AFTER), PREPARE, phases);
    addIf(last.isAfter(FaultPoint.PREPARED_AFTER, FaultPoint.COMMIT_AFTER), COMMIT, phases);
    addIf(last.isAfter(FaultPoint.COMMIT_AFTER, FaultPoint.SINK_COMMIT_AFTER), SINK_COMMIT, phases);
    addIf(phases.isEmpty(), FLOW, phases);
    return phases;
  }

  private static void addIf(boolean is, Phase phase, Set<Phase> to) {
    if (is) {
      to.add(phase);
    }
  }

  /** Whether a process has got as far as a point. */
  static boolean reached(Path trace, FaultPoint point) {
    return Files.exists(trace) && Visits.read(trace).reached(point);
  }

  /** When each point was last reached, as a number that grows. */
  private record Visits(ByteBuffer bytes) {
    static Visits read(Path trace) {
      try {
        byte[] all = Files.exists(trace) ? Files.readAllBytes(trace) : new byte[0];
        return new Visits(ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private long at(FaultPoint point) {
      int index = point.ordinal() * Long.BYTES;
      return index < bytes.limit() ? bytes.getLong(index) : 0;
    }

    boolean reached(FaultPoint point) {
      return at(point) > 0;
    }

    boolean isAfter(FaultPoint one, FaultPoint other) {
      return at(one) > at(other);
    }
  }
}
