package dev.potoroo.internal.runtime;

/** How the records of a batch get to the state objects of one step on one lane. */
interface Delivery {
  /** Has all records of a batch handled, in order for each key, now or in the objects' turns. */
  void accept(Batch batch);
}
