package dev.potoroo.launcher;

import java.util.function.IntSupplier;

/** SIGINT, SIGTERM and a call of {@code System.exit}. */
final class JvmInterrupts implements Interrupts {

  @Override
  public Registration on(IntSupplier stop) {
    // Without halt the exit code would be that of the signal, however clean the end was.
    Thread hook =
        new Thread(() -> Runtime.getRuntime().halt(stop.getAsInt()), "potoroo-shutdown-hook");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> remove(hook);
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is running: this is the end that it waits for.
      return;
    }
  }
}
