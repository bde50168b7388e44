package dev.potoroo.internal.runtime;

import org.apache.pekko.actor.Address;

/** A node's address as people write it. */
final class Addresses {
  private Addresses() {}

  /** {@code host:port}. */
  static String of(Address address) {
    return address.hostPort().substring(address.hostPort().indexOf('@') + 1);
  }

  /** An address as a word that is fit for a file name. */
  static String word(String address) {
    return address.replaceAll("[^A-Za-z0-9.-]", "-");
  }
}
