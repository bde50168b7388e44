package dev.potoroo.internal.runtime;

/** Where keyed records go: a lane of this node or of another one. */
interface Destination {
  /** Takes a batch, whose origin is set. Never blocks; batches of one thread stay in order. */
  void send(Batch batch);
}
