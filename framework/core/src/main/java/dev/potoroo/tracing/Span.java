package dev.potoroo.tracing;

/** One place on the way of a record, from when it comes there to when it goes on. Thread-safe. */
public interface Span {

  /**
   * The record, or one that was made from it here, has come to an object of a step.
   *
   * @param key the object's key, which need not be for everybody
   * @param node the address of the object's node, {@code host:port}
   */
  Span step(String step, String key, String node);

  /**
   * The record, or one that was made from it here, has come to a sink.
   *
   * @param node the address of this node, {@code host:port}
   */
  Span sink(String sink, String node);

  /** The record could not be handled here, at least not this time. */
  void failed(Throwable error);

  /** What another node needs to go on with {@link Tracing#remote}. */
  byte[] context();

  /** The record has gone on, or come to its end. */
  void end();
}
