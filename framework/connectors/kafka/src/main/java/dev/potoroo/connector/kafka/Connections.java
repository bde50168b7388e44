package dev.potoroo.connector.kafka;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Notices that a client has no connection to any broker: it waits in silence then. Asks its own
 * metrics, at most once a second. For one thread.
 */
final class Connections {
  private static final long BETWEEN_LOOKS_NANOS = 1_000_000_000;

  private final Optional<Metric> count;
  private final Reach reach;
  private long looked = System.nanoTime();

  Connections(Map<MetricName, ? extends Metric> metrics, Reach reach) {
    this.count =
        metrics.entrySet().stream()
            .filter(metric -> metric.getKey().name().equals("connection-count"))
            .findFirst()
            .map(Map.Entry::getValue);
    this.reach = reach;
  }

  /** The client has just been used; {@code idle} if nothing has come of it. */
  void look(boolean idle) {
    long now = System.nanoTime();
    if (now - looked < BETWEEN_LOOKS_NANOS) {
      return;
    }
    looked = now;
    boolean connected =
        count
            .map(metric -> metric.metricValue() instanceof Number n && n.doubleValue() > 0)
            .orElse(true);
    if (connected) {
      reach.found();
    } else if (idle) {
      reach.lost("no broker answers");
    }
  }
}
