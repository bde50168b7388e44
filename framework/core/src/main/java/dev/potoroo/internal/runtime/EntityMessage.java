package dev.potoroo.internal.runtime;

import org.apache.pekko.actor.DeadLetterSuppression;

/**
 * What a state object's actor is told. Only {@link Start} goes through the shard region; none
 * leaves the node. None is missed where the actor has ended: that was told to a slot that is not
 * there any more, or is told again.
 */
sealed interface EntityMessage extends DeadLetterSuppression {

  /**
   * Brings the object of {@code slot} to life and makes its actor known to {@code step}.
   *
   * @param id tells the object from all others, of whatever step
   */
  record Start(LaneStep step, ActorSlot slot, String id) implements EntityMessage {}

  /** There are records in the object's slot. */
  record Deliver() implements EntityMessage {
    static final Deliver INSTANCE = new Deliver();
  }

  /** What waits can be handled: the state was loaded. */
  record GoOn() implements EntityMessage {
    static final GoOn INSTANCE = new GoOn();
  }

  /**
   * It is time to go on with what is held. If it gets lost nothing else is: the records are part of
   * the object, and whoever brings it to life again goes on with them.
   */
  record TryAgain() implements EntityMessage {
    static final TryAgain INSTANCE = new TryAgain();
  }

  /** The shard's last message. */
  record Stop() implements EntityMessage {}
}
