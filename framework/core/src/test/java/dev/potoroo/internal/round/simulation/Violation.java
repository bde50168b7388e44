package dev.potoroo.internal.round.simulation;

/** Something has happened that must never happen. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }

  static void unless(boolean fine, String message) {
    if (!fine) {
      throw new Violation(message);
    }
  }
}
