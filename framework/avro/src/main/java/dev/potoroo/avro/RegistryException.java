package dev.potoroo.avro;

import java.io.IOException;

/**
 * A schema registry cannot be asked, or refuses to answer: what is wrong is not the record that
 * needed it.
 */
public final class RegistryException extends IOException {
  private static final long serialVersionUID = 1L;

  RegistryException(String message) {
    super(message);
  }
}
