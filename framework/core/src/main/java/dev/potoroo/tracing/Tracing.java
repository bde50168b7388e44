package dev.potoroo.tracing;

import java.util.Optional;

/**
 * Takes down the ways of some records through a pipeline. Used by many threads, in the midst of
 * records: its methods and those of its spans take no time, never block and throw nothing.
 */
public interface Tracing extends AutoCloseable {

  /** One record in so many of each partition is followed; at least 1, which is each. */
  int every();

  /**
   * A record has been read and is to be followed.
   *
   * @param position where it is in its partition
   * @param node the address of this node, {@code host:port}
   */
  Span source(String source, String partition, long position, String node);

  /**
   * A record that is followed has come from another node.
   *
   * @param context what {@link Span#context} has given there
   * @return for the places where the record comes from now on; it has ended already. Empty if the
   *     context is none that is known here: the record is followed no further.
   */
  Optional<Span> remote(byte[] context);

  /** How many spans have come to their ends. */
  long spans();

  /** How many of them will not come to where they belong. */
  long lost();

  /**
   * No record is followed any more; what has been taken down is brought where it belongs. Blocks no
   * longer than a setting of it says.
   */
  @Override
  void close();
}
