package dev.potoroo.service;

import dev.potoroo.status.TailEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What happens to one key, as it happens: also when it moves to another node. The pipeline does not
 * wait for whoever reads this: of what he is too slow for, he is told how much it was. Thread-safe.
 */
public interface Tail extends AutoCloseable {

  /**
   * The next events, in order, as soon as there are some. Not to be called again before that.
   *
   * @throws IllegalStateException if it is
   */
  CompletionStage<List<TailEvent>> next();

  /** Ends it. */
  @Override
  void close();
}
