package dev.potoroo.internal.runtime;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;

/** A node's address as people write it. */
final class Addresses {
  private Addresses() {}

  /** {@code host:port}. */
  static String of(Address address) {
    return address.hostPort().substring(address.hostPort().indexOf('@') + 1);
  }

  /**
   * Whether an actor is in this process: what it is sent goes through no message of limited size.
   */
  static boolean isHere(ActorRef<?> actor) {
    return actor.path().address().hasLocalScope();
  }

  /** An address as a word that is fit for a file name. */
  static String word(String address) {
    return address.replaceAll("[^A-Za-z0-9.-]", "-");
  }
}
