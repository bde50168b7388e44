package dev.potoroo.connector;

import dev.potoroo.Codec;
import dev.potoroo.Fn;

/**
 * A record in the form in which a connector has it, of which bytes are made only where they are
 * needed. A codec that {@linkplain Codec#reading(Class, Fn) reads that form} gets it as it is; any
 * other one, and whoever looks at a record that could not be decoded, gets {@link #bytes}. Not to
 * be changed once it is in a {@link RecordBatch}.
 */
public interface RawRecord {

  /** About how many bytes it has. */
  int size();

  /** The record as bytes, from which the source's codec reads the same record. */
  byte[] bytes();
}
