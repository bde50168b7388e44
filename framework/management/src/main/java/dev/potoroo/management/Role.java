package dev.potoroo.management;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token is good for; each role may do what the ones before it may. */
enum Role {
  /** Reads metrics, which tell of no key. */
  METRICS,
  /** Also reads everything else, the state of objects too. */
  READ,
  /** Also gives orders that change no state: release a key, spread shards, make a node leave. */
  OPERATE,
  /** Also changes states and held records. */
  EDIT;

  boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }

  static Optional<Role> named(String name) {
    return Arrays.stream(values()).filter(role -> role.inConfiguration().equals(name)).findFirst();
  }

  String inConfiguration() {
    return name().toLowerCase(Locale.ROOT);
  }
}
