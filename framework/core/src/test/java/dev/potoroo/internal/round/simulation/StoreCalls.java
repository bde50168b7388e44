package dev.potoroo.internal.round.simulation;

import static dev.potoroo.internal.round.simulation.Scheduler.MICRO;
import static dev.potoroo.internal.round.simulation.Scheduler.MILLI;

import dev.potoroo.store.StoreException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How processes call the store: it takes a while; sometimes it cannot be reached, sometimes its
 * answer is lost, and the call is made again until it is answered. A process that dies may have a
 * call on its way, which has its effect nevertheless.
 */
final class StoreCalls {
  private final Simulation world;
  private final double fails;
  private long outageUntil;
  private boolean healed;

  /** A call. */
  interface Call<T> {
    T run() throws StoreException;
  }

  StoreCalls(Simulation world) {
    this.world = world;
    fails = world.chance.oneOf(List.of(0.0, 0.0, 0.03, 0.2));
  }

  void heal() {
    healed = true;
    outageUntil = 0;
  }

  void outage(long duration) {
    outageUntil = world.scheduler.now() + duration;
  }

  /** Whether a call of which the answer is needed at once cannot be made now. */
  boolean away() {
    return !healed && (world.scheduler.now() < outageUntil || world.chance.happens(fails));
  }

  /**
   * Makes a call for a process until it is answered.
   *
   * @param wanted whether to try once more
   * @param answer gets what it returns
   * @param fenced gets the message, if a newer generation has begun
   */
  <T> void insist(
      NodeProcess caller,
      Object what,
      Call<T> call,
      BooleanSupplier wanted,
      Consumer<T> answer,
      Consumer<String> fenced) {
    world.scheduler.after(
        world.chance.between(50 * MICRO, 3 * MILLI),
        () -> {
          Runnable again =
              () -> {
                if (wanted.getAsBoolean()) {
                  insist(caller, what, call, wanted, answer, fenced);
                }
              };
          caller.after(50 * MICRO, attempt(caller, what, call, answer, fenced, again));
        });
  }

  /** Makes a call; what is to be done about the outcome. */
  private <T> Runnable attempt(
      NodeProcess caller,
      Object what,
      Call<T> call,
      Consumer<T> answer,
      Consumer<String> fenced,
      Runnable again) {
    Runnable later = () -> caller.after(world.chance.between(MILLI, 20 * MILLI), again);
    if (away()) {
      world.trace.add("store", what, "for", caller, "CANNOT BE REACHED");
      return later;
    }
    try {
      T result = call.run();
      boolean unknown = away();
      if (unknown) {
        world.figures.answerLost();
      }
      world.trace.add("store", what, "for", caller, unknown ? "done, ANSWER LOST" : "done");
      return unknown ? later : () -> answer.accept(result);
    } catch (StoreException e) {
      world.trace.add("store", what, "for", caller, e.kind(), e.getMessage());
      Violation.unless(e.kind() == StoreException.Kind.FENCED, what + ": " + e.getMessage());
      return () -> fenced.accept(String.valueOf(e.getMessage()));
    }
  }
}
