package dev.potoroo.connector.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The last events of a stream, for any number of readers, each at its own pace. Numbered from 1 on;
 * {@code stream} tells those of one process from those of another. Thread-safe.
 */
final class Events {
  private final String stream;
  private final int maxEvents;
  private final long maxSize;
  private final ArrayDeque<byte[]> kept = new ArrayDeque<>();
  private long size;
  private long last;
  private boolean closed;

  /**
   * What a reader gets.
   *
   * @param number of the last event in it, or that it passes over
   * @param missed how many events were not kept long enough for this reader
   * @param text in the form of server-sent events; empty if there are none at the moment
   */
  record Part(long number, long missed, String text) {}

  Events(String stream, int maxEvents, long maxSize) {
    this.stream = stream;
    this.maxEvents = maxEvents;
    this.maxSize = maxSize;
  }

  synchronized void add(byte[] record) {
    kept.add(record);
    size += record.length;
    last++;
    while (kept.size() > 1 && (kept.size() > maxEvents || size > maxSize)) {
      size -= kept.remove().length;
    }
    notifyAll();
  }

  /**
   * Where a reader begins that has said what it saw last: after that, or, if it says nothing, with
   * what comes from now on. One that comes from another stream begins with all that is kept.
   */
  synchronized long begin(String lastId) {
    if (lastId.isEmpty()) {
      return last;
    }
    String own = stream + "-";
    if (lastId.startsWith(own) && lastId.substring(own.length()).matches("\\d{1,18}")) {
      return Math.min(last, Long.parseLong(lastId.substring(own.length())));
    }
    return 0;
  }

  /** Waits for an event after number {@code seen}; gives back some, or none after a while. */
  synchronized Part next(long seen, int most, long millis) throws InterruptedException {
    if (seen >= last && !closed) {
      TimeUnit.MILLISECONDS.timedWait(this, millis);
    }
    long oldest = last - kept.size();
    long from = Math.max(seen, oldest);
    StringBuilder text = new StringBuilder();
    long number = from;
    int skipped = (int) (from - oldest);
    for (byte[] record : kept) {
      if (skipped-- > 0) {
        continue;
      }
      if (number - from >= most) {
        break;
      }
      append(++number, record, text);
    }
    return new Part(number, from - seen, text.toString());
  }

  private void append(long number, byte[] record, StringBuilder text) {
    text.append("id: ").append(stream).append('-').append(number).append('\n');
    for (String line : new String(record, StandardCharsets.UTF_8).split("\r\n|\r|\n", -1)) {
      text.append("data: ").append(line).append('\n');
    }
    text.append('\n');
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
