package dev.potoroo.systemtests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long transitions of a cluster took, by their kind. */
final class Pauses {
  private final Map<String, List<Pause>> kinds = new TreeMap<>();
  private Pause last = new Pause(Duration.ZERO, Duration.ZERO);

  /**
   * A transition.
   *
   * @param without the longest time without a commit
   * @param first from what was done to the first commit of records after it
   */
  private record Pause(Duration without, Duration first) {
    @Override
    public String toString() {
      return without.toMillis()
          + " ms without commits, "
          + first.toMillis()
          + " ms until the first";
    }
  }

  void add(String kind, Duration without, Duration first) {
    last = new Pause(without, first);
    kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(last);
  }

  /** The last one, for people. */
  String last() {
    return last.toString();
  }

  int count(String kind) {
    return kinds.getOrDefault(kind, List.of()).size();
  }

  /** A table, in milliseconds. */
  @Override
  public String toString() {
    StringBuilder table =
        new StringBuilder(
            "%-22s %5s   %-26s   %s%n%-22s %5s   %8s %8s %8s   %8s %8s %8s"
                .formatted(
                    "ms",
                    "",
                    "without commits",
                    "until the first commit",
                    "transition",
                    "count",
                    "median",
                    "p99",
                    "max",
                    "median",
                    "p99",
                    "max"));
    kinds.forEach(
        (kind, all) -> {
          table.append("%n%-22s %5d  ".formatted(kind, all.size()));
          append(all.stream().map(Pause::without).sorted().toList(), table);
          table.append("  ");
          append(all.stream().map(Pause::first).sorted().toList(), table);
        });
    return table.toString();
  }

  private static void append(List<Duration> sorted, StringBuilder to) {
    for (double share : new double[] {0.5, 0.99, 1}) {
      int at = (int) Math.ceil(share * sorted.size()) - 1;
      to.append(" %8d".formatted(sorted.get(at).toMillis()));
    }
  }
}
