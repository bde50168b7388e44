package dev.potoroo.internal.runtime;

import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.StateChange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A state object as a round has left it.
 *
 * @param state its immutable state, or its encoded form, or null if it was removed; or {@link
 *     NotCaptured}
 * @param timers its timers
 */
record Captured(
    StepVertex step,
    String key,
    long version,
    Instant lastTouched,
    @Nullable Object state,
    CapturedTimers timers) {

  /** A mutable state that cannot be encoded. */
  record NotCaptured(Exception why) {}

  /** A state that cannot be encoded. */
  static PotorooException notEncoded(String step, String key, Throwable e) {
    return new PotorooException(
        ErrorCode.STATE_NOT_ENCODED,
        "The state of step ["
            + step
            + "], key ["
            + key
            + "] cannot be encoded: "
            + Fatal.describe(e)
            + ". Make the step's codec take every state that its handlers make.",
        e);
  }

  /**
   * In the form in which it is stored.
   *
   * @throws Exception if the state cannot be encoded
   */
  @SuppressWarnings("unchecked")
  StateChange encoded() throws Exception {
    byte[] bytes = null;
    if (state instanceof NotCaptured refused) {
      throw refused.why();
    }
    if (state != null) {
      Codec<Object> codec = (Codec<Object>) step.step().stateCodec();
      bytes = step.step().mutable() ? (byte[]) state : codec.encode(state);
    }
    return new StateChange(
        step.name(), key, version, lastTouched, bytes, timers.now(), timers.before());
  }
}
