package dev.potoroo.connector.pekko;

import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes records at once, where there are no rounds; tries again for as long as it takes. */
final class StreamWriter<T> implements SinkWriter {
  private static final Logger LOG = LoggerFactory.getLogger(StreamWriter.class);
  private static final int AT_ONCE = 1_000;
  private static final long BETWEEN_TRIES_MILLIS = 500;

  private final Batches<T> batches;
  private final List<SinkRecord> waiting = new ArrayList<>();

  StreamWriter(Batches<T> batches) {
    this.batches = batches;
  }

  @Override
  public void write(byte[] record) throws Exception {
    write(null, record);
  }

  @Override
  public void write(@Nullable String key, byte[] record) throws Exception {
    waiting.add(new SinkRecord(key, record));
    if (waiting.size() >= AT_ONCE) {
      flush();
    }
  }

  @Override
  public void flush() throws Exception {
    String id = UUID.randomUUID().toString();
    boolean away = false;
    while (!waiting.isEmpty()) {
      try {
        batches.write(id, waiting);
        waiting.clear();
      } catch (UnavailableException e) {
        if (!away) {
          away = true;
          LOG.warn("records are written again until they arrive: {}", e.getMessage());
        }
        Thread.sleep(BETWEEN_TRIES_MILLIS);
      }
    }
  }

  @Override
  public void close() throws Exception {
    try (batches) {
      flush();
    }
  }
}
