package dev.potoroo.launcher;

import java.util.function.IntSupplier;

/** What asks a run to stop. */
interface Interrupts {

  /**
   * Calls {@code stop} when the run is to stop; it returns when that is done, with the exit code.
   *
   * @return what ends this when it is closed
   */
  Registration on(IntSupplier stop);

  /** The run is over. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
