package dev.potoroo.systemtests;

import dev.potoroo.fault.FaultPoint;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that dies at any point of a round leaves nothing behind that it must not. */
class FaultPointsIT {
  private static final int SEED = 1;

  /** Points that a start reaches: they matter most when there is something to take back. */
  private static final Set<FaultPoint> OF_A_START =
      EnumSet.range(FaultPoint.TAKE_OVER_BEFORE, FaultPoint.LOAD_AFTER);

  /** Points that no file sink reaches: a test with Kafka does. */
  private static final Set<FaultPoint> OF_PUBLISHING =
      EnumSet.range(FaultPoint.PUBLISH_BEFORE, FaultPoint.PUBLISH_AFTER);

  @TempDir private static Path shared;
  private static Path ticks;
  private static Outcome undisturbed;

  @TempDir private Path directory;

  static Set<FaultPoint> points() {
    return EnumSet.complementOf(EnumSet.copyOf(OF_PUBLISHING));
  }

  @BeforeAll
  static void runUndisturbed() {
    ticks = Workload.STOCK_PRICES.write(shared.resolve("ticks.jsonl"), 200_000, SEED);
    undisturbed = shortRounds(Workload.STOCK_PRICES, ticks, shared.resolve("one")).toTheEnd();
  }

  @ParameterizedTest
  @MethodSource("points")
  void goesOnAfterDyingAt(FaultPoint point) {
    Restarts restarts = shortRounds(Workload.STOCK_PRICES, ticks, directory);
    if (OF_A_START.contains(point)) {
      restarts.dieAt(FaultPoint.SINK_PREPARE_AFTER, 3);
      restarts.dieAt(point, 1);
    } else {
      restarts.dieAt(point, point == FaultPoint.END ? 1 : 3);
    }
    restarts.toTheEnd().assertSameAs(undisturbed, restarts);
  }

  @Test
  void goesOnAfterDyingAtAllPointsInTurn() {
    Path lines = Workload.TWO_STEPS.write(shared.resolve("lines.txt"), 500_000, SEED);
    Outcome wanted = shortRounds(Workload.TWO_STEPS, lines, shared.resolve("two")).toTheEnd();
    Restarts restarts = shortRounds(Workload.TWO_STEPS, lines, directory);
    for (FaultPoint point : points()) {
      boolean once = OF_A_START.contains(point) || point == FaultPoint.END;
      restarts.dieAt(point, once ? 1 : 2);
    }
    restarts.toTheEnd().assertSameAs(wanted, restarts);
  }

  private static Restarts shortRounds(Workload workload, Path input, Path directory) {
    return Restarts.of(workload, input, directory).set("rounds.interval", "20ms");
  }
}
