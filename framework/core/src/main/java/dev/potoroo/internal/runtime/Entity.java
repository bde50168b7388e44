package dev.potoroo.internal.runtime;

import java.time.Duration;

/**
 * What puts in a row whatever happens to one state object: its actor. Used on the object's lane
 * only.
 */
interface Entity {
  /** Has the records at the object's door handled, after what is under way. */
  void deliver();

  /** Has what waits for the object's state handled. */
  void goOn();

  /** Has held records handled. */
  void tryAgain();

  /** Has held records handled after {@code backoff}. */
  void retryAfter(Duration backoff);

  /** Leaves; a later record of the key starts another one. */
  void leave();

  /** Ends at once: no record of the key comes here any more, since its shard moves. */
  void end();
}
