package dev.potoroo.benchmarks.jet;

import java.io.Serializable;

/** A state that counts. */
final class Count implements Serializable {
  private static final long serialVersionUID = 1;

  long value;

  long oneMore() {
    return ++value;
  }
}
