package dev.potoroo.connector.http;

import dev.potoroo.connector.RecordBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Requests between their arrival and their answer: first they wait to be read, then to be
 * committed. How many there are, and how large they are together, is bounded. Thread-safe.
 *
 * @param <R> what is to be answered
 */
final class Intake<R> {
  private final int maxRequests;
  private final long maxSize;
  private final ArrayDeque<Waiting<R>> unread = new ArrayDeque<>();
  private final ArrayDeque<Waiting<R>> read = new ArrayDeque<>();
  private int readOfFirst;
  private long position;
  private long size;
  private long unreadRecords;
  private boolean closed;

  /** What becomes of a request. */
  enum Verdict {
    /** It is answered later. */
    TAKEN,
    /** There are too many. */
    FULL,
    /** Nothing is taken any more. */
    CLOSED
  }

  private static final class Waiting<R> {
    final R request;
    final List<byte[]> records;
    final long size;
    long end;

    Waiting(R request, List<byte[]> records) {
      this.request = request;
      this.records = records;
      this.size = records.stream().mapToLong(record -> record.length).sum();
    }
  }

  /**
   * Makes one.
   *
   * @param position where positions begin
   */
  Intake(int maxRequests, long maxSize, long position) {
    this.maxRequests = maxRequests;
    this.maxSize = maxSize;
    this.position = position;
  }

  /** Takes a request, if there is room; one alone always has. */
  synchronized Verdict offer(R request, List<byte[]> records) {
    if (closed) {
      return Verdict.CLOSED;
    }
    Waiting<R> waiting = new Waiting<>(request, records);
    int requests = unread.size() + read.size();
    if (requests > 0 && (requests >= maxRequests || size + waiting.size > maxSize)) {
      return Verdict.FULL;
    }
    size += waiting.size;
    unreadRecords += records.size();
    unread.add(waiting);
    notifyAll();
    return Verdict.TAKEN;
  }

  /** Waits until there is something to read, or the time is over. */
  synchronized boolean await(long millis) throws InterruptedException {
    if (unread.isEmpty() && !closed) {
      TimeUnit.MILLISECONDS.timedWait(this, millis);
    }
    return !unread.isEmpty();
  }

  /** Reads as much as the batch takes. */
  synchronized void read(RecordBatch batch) {
    while (!batch.full() && !unread.isEmpty()) {
      Waiting<R> first = unread.element();
      batch.add(first.records.get(readOfFirst++), ++position);
      unreadRecords--;
      if (readOfFirst == first.records.size()) {
        readOfFirst = 0;
        first.end = position;
        read.add(unread.remove());
      }
    }
  }

  /** All up to {@code committed} is committed: gives back what can be answered now. */
  synchronized List<R> settled(long committed) {
    List<R> settled = new ArrayList<>();
    while (!read.isEmpty() && read.element().end <= committed) {
      Waiting<R> first = read.remove();
      size -= first.size;
      settled.add(first.request);
    }
    return settled;
  }

  /** How far it was read. */
  synchronized long position() {
    return position;
  }

  /** How many records wait to be read. */
  synchronized long unread() {
    return unreadRecords;
  }

  /** Takes no more; gives back what was not committed. */
  synchronized List<R> close() {
    closed = true;
    notifyAll();
    List<R> left = new ArrayList<>();
    read.forEach(waiting -> left.add(waiting.request));
    unread.forEach(waiting -> left.add(waiting.request));
    read.clear();
    unread.clear();
    return left;
  }
}
