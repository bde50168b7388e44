package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorPolicy;
import java.time.Duration;

/** What fused operators do with a record that they cannot process. */
interface Trouble {
  /** The policy in force. */
  ErrorPolicy policy();

  /** Waits before a retry, where the thread may wait. */
  void pause(Duration backoff);

  /** The record is given up. */
  void givenUp(Object record, ErrorPolicy policy, String reason, Throwable error);
}
