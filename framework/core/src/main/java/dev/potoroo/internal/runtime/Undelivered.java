package dev.potoroo.internal.runtime;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AllDeadLetters;

/** Tells which messages of ours must not get lost. */
final class Undelivered {
  private Undelivered() {}

  /** A message that was not delivered; without a name if that does no harm. */
  static NodeMessage.Lost of(AllDeadLetters letter) {
    Address address = letter.recipient().path().address();
    Object message = letter.message();
    return new NodeMessage.Lost(
        matters(message) ? message.getClass().getSimpleName() : "",
        address.hasGlobalScope() ? Addresses.of(address) : "",
        generationOf(message));
  }

  private static boolean matters(Object message) {
    return message instanceof EntityMessage.Deliver
        || message instanceof EntityMessage.GoOn
        || generationOf(message) != NodeMessage.Lost.ANY;
  }

  private static long generationOf(Object message) {
    if (message instanceof NodeMessage.Packed packed) {
      return packed.generation();
    }
    if (message instanceof NodeMessage.PackedTaken taken) {
      return taken.generation();
    }
    return message instanceof NodeMessage.InFlightChanged changed
        ? changed.generation()
        : NodeMessage.Lost.ANY;
  }
}
