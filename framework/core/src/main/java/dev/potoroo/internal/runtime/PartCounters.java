package dev.potoroo.internal.runtime;

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
}
