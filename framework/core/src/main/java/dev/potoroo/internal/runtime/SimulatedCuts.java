package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Effect;
import dev.potoroo.store.RoundCommit;

/** How far the rounds of a {@link SimulatedRun} have come, by what its coordinator orders. */
final class SimulatedCuts {
  private long generation;
  private long begun;
  private long ended;
  private boolean open;
  private boolean captured;
  private long round;
  private long turn;
  private long watermark = Long.MIN_VALUE;
  private boolean complete;

  /** The coordinator orders something, perhaps again. */
  void told(Effect effect) {
    if (effect instanceof Effect.Assign assign && assign.generation() != generation) {
      generation = assign.generation();
      Long reached = assign.last().map(RoundCommit::watermark).orElse(null);
      watermark = reached == null ? Long.MIN_VALUE : reached;
      open = false;
      turn = 0;
    } else if (effect instanceof Effect.Pause pause && pause.turn() > turn) {
      begun++;
      open = true;
      captured = false;
      round = pause.round();
      turn = pause.turn();
    } else if (effect instanceof Effect.Capture capture) {
      captured |= open && capture.round() == round;
      watermark = capture.watermark();
    } else if (effect instanceof Effect.Flow flow && !captured && flow.turn() > turn) {
      // Nothing had happened: there was nothing to be committed.
      end();
    } else if (effect instanceof Effect.Committed committed && captured) {
      if (committed.round() >= round) {
        end();
      }
    } else if (effect instanceof Effect.Complete) {
      complete = true;
    }
  }

  private void end() {
    if (open) {
      open = false;
      ended = begun;
    }
  }

  /** The generation; 0 before the first. */
  long generation() {
    return generation;
  }

  /** How many rounds have begun to end. */
  long begun() {
    return begun;
  }

  /** Whether a round has ended that has begun to after so many others. */
  boolean endedAfter(long others) {
    return ended > others;
  }

  /** How far event time has come, in milliseconds since 1970. */
  long watermark() {
    return watermark;
  }

  /** Whether the run is over. */
  boolean isComplete() {
    return complete;
  }
}
