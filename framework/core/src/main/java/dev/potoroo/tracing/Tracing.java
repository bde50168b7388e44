package dev.potoroo.tracing;

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
   * @return for the places where the record comes from now on; it has ended already
   */
  Span remote(byte[] context);

  /** No record is followed any more; what has been taken down is brought where it belongs. */
  @Override
  void close();
}
