package dev.potoroo.internal.runtime;

import java.util.concurrent.atomic.LongAdder;

/** Packed records that one node has sent to others and got from them. Thread-safe. */
final class WireCounters {
  final LongAdder messagesSent = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder messagesReceived = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
}
