package dev.potoroo.connector;

import dev.potoroo.testkit.connector.RoundPublisherContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tests of the runtime publish to keeps to what real systems do. */
class OutsideSystemTest extends RoundPublisherContract {
  private final Map<String, OutsideSystem> places = new HashMap<>();

  @Override
  protected void make(String place) {
    places.put(place, new OutsideSystem(1, 0));
  }

  @Override
  protected RoundPublisher publisher(String place, int slot) {
    return places
        .get(place)
        .publisher(new PublisherContext("pipeline", place, slot, "lines"))
        .orElseThrow();
  }

  @Override
  protected List<String> content(String place) {
    return places.get(place).records().stream()
        .map(record -> record.substring(record.indexOf('=') + 1))
        .toList();
  }
}
