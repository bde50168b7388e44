package dev.potoroo;

import java.util.stream.Stream;

/** Handles the records of a windowed step, and knows the windows in what is kept of a key. */
interface WindowHandler<T, A> extends Handler<WindowState<A>, T, Object> {
  /**
   * The windows that still take records, by their ends; each is put together when it is asked for.
   */
  Stream<OpenWindow> open(WindowState<A> state);
}
