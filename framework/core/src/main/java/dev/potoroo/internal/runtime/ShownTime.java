package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.potoroo.OpenWindow;
import dev.potoroo.Step;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.PendingTimer;
import dev.potoroo.status.WindowStatus;
import dev.potoroo.store.StoredTimer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an object has to do with time, for people: its timers and its open windows. */
final class ShownTime {
  private static final int MOST_WINDOWS = 20;

  private final Node node;
  private final StepVertex vertex;
  private final List<WindowStatus> windows = new ArrayList<>();
  private boolean more;

  /**
   * Looks at a state.
   *
   * @param state null if it cannot be decoded, or has no windows
   * @param shown the same for people: with that, what is found is to fit into a message
   */
  ShownTime(Node node, StepVertex vertex, @Nullable Object state, JsonNode shown) {
    this.node = node;
    this.vertex = vertex;
    if (state == null || !vertex.step().hasWindows()) {
      return;
    }
    try {
      more = find(state, node.settings().wire().maxMessageSize() - shown.toString().length());
    } catch (Throwable error) {
      // The aggregate's own, which merges panes.
      Fatal.rethrow(error);
      node.log().debug("windows of step [{}] cannot be told", vertex.name(), error);
      more = true;
    }
  }

  /** Finds the windows; the result says whether there are more. */
  @SuppressWarnings("unchecked")
  private boolean find(Object state, int roomForAll) {
    int room = roomForAll;
    Iterator<OpenWindow> open = ((Step<?, Object, ?>) vertex.step()).openWindows(state).iterator();
    while (open.hasNext()) {
      if (windows.size() == MOST_WINDOWS) {
        return true;
      }
      OpenWindow one = open.next();
      JsonNode gathered = ShownJson.of(one.gathered(), node.masking());
      room -= gathered.toString().length();
      windows.add(
          new WindowStatus(
              one.start(),
              one.end(),
              one.records(),
              one.over(),
              room < 0 ? NullNode.instance : gathered));
    }
    return false;
  }

  /** The open windows, the next to end first. */
  List<WindowStatus> windows() {
    return windows;
  }

  /** Whether there are others. */
  boolean more() {
    return more;
  }

  /** Timers, the next one first. */
  List<PendingTimer> timers(List<StoredTimer> set, Instant touched) {
    return set.stream()
        .map(
            timer ->
                new PendingTimer(
                    timer.name(),
                    timer.domain().name().toLowerCase(Locale.ROOT),
                    Aging.due(vertex.step(), timer, touched)))
        .sorted(
            Comparator.comparing(
                    PendingTimer::due, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                .thenComparing(PendingTimer::name))
        .toList();
  }
}
