package dev.potoroo.client;

import java.io.IOException;

/** The server does not take what it is sent, and never will; the message is the server's. */
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
