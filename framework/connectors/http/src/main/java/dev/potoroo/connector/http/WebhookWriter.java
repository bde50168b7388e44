package dev.potoroo.connector.http;

import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts records at once, where there are no rounds; tries again for as long as it takes. */
final class WebhookWriter implements SinkWriter {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookWriter.class);
  private static final long BETWEEN_TRIES_MILLIS = 500;

  private final Webhook webhook;
  private final List<byte[]> waiting = new ArrayList<>();

  WebhookWriter(Webhook webhook) {
    this.webhook = webhook;
  }

  @Override
  public void write(byte[] record) throws Exception {
    waiting.add(record);
    if (waiting.size() >= webhook.batch()) {
      flush();
    }
  }

  @Override
  public void flush() throws Exception {
    if (waiting.isEmpty()) {
      return;
    }
    String key = UUID.randomUUID().toString();
    boolean away = false;
    while (true) {
      try {
        webhook.post(key, waiting);
        waiting.clear();
        return;
      } catch (UnavailableException e) {
        if (!away) {
          away = true;
          LOG.warn("records are posted again until they arrive: {}", e.getMessage());
        }
        Thread.sleep(BETWEEN_TRIES_MILLIS);
      }
    }
  }

  @Override
  public void close() throws Exception {
    flush();
  }
}
