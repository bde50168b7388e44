package dev.potoroo.internal.runtime;

import dev.potoroo.internal.metrics.Durations;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one node has counted at one source, step or sink since it started. Thread-safe; added to
 * once per batch.
 */
final class PartCounters {
  final LongAdder records = new LongAdder();
  final LongAdder emitted = new LongAdder();
  final LongAdder deadLetters = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder dirty = new LongAdder();
  final LongAdder loaded = new LongAdder();
  final LongAdder passivated = new LongAdder();
  final Durations handlerTime = Durations.ofHandlers();
  final Durations latency = Durations.ofRecords();

  /** From the reading of records until what came of them has arrived here. */
  final Durations arrival = Durations.ofRecords();
}
