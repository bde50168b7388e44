package dev.potoroo.internal.runtime;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AllDeadLetters;

/** Tells which messages of ours must not get lost. */
final class Undelivered {
  private Undelivered() {}

  /** A message that was not delivered; without a name if that does no harm. */
  static NodeMessage.Lost of(AllDeadLetters letter) {
    Address address = letter.recipient().path().address();
    return new NodeMessage.Lost(
        nameOf(letter.message()), address.hasGlobalScope() ? Addresses.of(address) : "");
  }

  private static String nameOf(Object message) {
    boolean matters =
        message instanceof EntityMessage.Deliver
            || message instanceof EntityMessage.GoOn
            || message instanceof NodeMessage.Packed
            || message instanceof NodeMessage.PackedTaken
            || message instanceof NodeMessage.InFlightChanged;
    return matters ? message.getClass().getSimpleName() : "";
  }
}
