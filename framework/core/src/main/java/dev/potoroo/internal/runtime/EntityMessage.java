package dev.potoroo.internal.runtime;

/**
 * What a state object's actor is told. Only {@link Start} goes through the shard region; none
 * leaves the node.
 */
sealed interface EntityMessage {

  /** Brings the object to life and makes its actor known to {@code slot}. */
  record Start(Slot slot) implements EntityMessage {}

  /** There are records in the object's slot. */
  record Deliver() implements EntityMessage {
    static final Deliver INSTANCE = new Deliver();
  }

  /** It is time to try the failed record again. */
  record Retry() implements EntityMessage {}

  /** The shard's last message. */
  record Stop() implements EntityMessage {}
}
