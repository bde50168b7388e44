package dev.potoroo.connector.pekko;

import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkRecord;
import java.util.List;
import java.util.Optional;

/** Writes the records of each committed round as a batch, with an id that stays. */
final class StreamPublisher<T> implements RoundPublisher {
  private final Batches<T> batches;
  private final String prefix;

  StreamPublisher(Batches<T> batches, String prefix) {
    this.batches = batches;
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
    batches.write(String.join(".", prefix, marker.lineage(), marker.round() + ""), records);
  }

  @Override
  public void close() {
    batches.close();
  }
}
