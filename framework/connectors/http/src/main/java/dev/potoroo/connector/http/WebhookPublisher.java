package dev.potoroo.connector.http;

import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkRecord;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Posts the records of committed rounds, each with a key that is the same at each attempt. */
final class WebhookPublisher implements RoundPublisher {
  private final Webhook webhook;
  private final String prefix;

  /** The round of which some records have arrived, and how many. */
  private @Nullable RoundMarker begun;

  private int arrived;

  WebhookPublisher(Webhook webhook, String prefix) {
    this.webhook = webhook;
    this.prefix = prefix;
  }

  @Override
  public boolean keepsMarker() {
    return false;
  }

  @Override
  public Optional<RoundMarker> takeOver() {
    return Optional.empty();
  }

  @Override
  public void publish(RoundMarker marker, List<SinkRecord> records) throws Exception {
    if (!marker.equals(begun)) {
      begun = marker;
      arrived = 0;
    }
    while (arrived < records.size()) {
      int end = Math.min(records.size(), arrived + webhook.batch());
      webhook.post(
          String.join(".", prefix, marker.lineage(), marker.round() + "", arrived + "-" + end),
          records.subList(arrived, end).stream().map(SinkRecord::value).toList());
      arrived = end;
    }
  }

  @Override
  public void close() {}
}
