package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.SAME;
import static dev.potoroo.internal.round.Given.SECOND;
import static dev.potoroo.internal.round.Given.TWO;
import static dev.potoroo.internal.round.Given.commit;
import static dev.potoroo.internal.round.Given.idle;
import static dev.potoroo.internal.round.Given.last;
import static dev.potoroo.internal.round.Given.prepared;

import dev.potoroo.internal.round.Completion.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A coordinator of two nodes, and what they tell it. */
abstract class CoordinatorFixture {
  static final Effect TAKE_OVER = new Effect.TakeOver();

  final Coordinator coordinator = new Coordinator(Given.rules(2, true));
  long now;

  List<Effect> after(long nanos) {
    now += nanos;
    coordinator.clock(now);
    return coordinator.tick();
  }

  List<Effect> register(String address) {
    return coordinator.register(
        address, 1, address.startsWith("b") ? 2 : 1, SAME, Optional.empty());
  }

  List<Effect> registerAgain(String address) {
    return coordinator.register(address, 1, 1, SAME, Optional.of(TWO));
  }

  List<Effect> registerAnew(String address, long incarnation) {
    return coordinator.register(address, incarnation, 1, SAME, Optional.empty());
  }

  /** Both nodes are in a generation, which goes on from a round. */
  void entering(long generation, long lastRound) {
    register("a:1");
    register("b:1");
    coordinator.tookOver(
        generation, lastRound == 0 ? Optional.empty() : last(generation - 1, lastRound));
  }

  List<Effect> ready(long generation) {
    coordinator.ready("a:1", generation);
    return coordinator.ready("b:1", generation);
  }

  List<Effect> captured(long generation, long round) {
    coordinator.captured("a:1", generation, round);
    return coordinator.captured("b:1", generation, round);
  }

  List<Effect> prepare(long generation, long round) {
    coordinator.prepared("a:1", generation, round, prepared("0", round));
    return coordinator.prepared("b:1", generation, round, prepared("1", round));
  }

  /** Records of round 2 of generation 1 flow. */
  void flowing() {
    entering(1, 0);
    ready(1);
    captured(1, 1);
    prepare(1, 1);
    coordinator.committed(commit(1, 1));
  }

  List<Effect> reports(long wave, Report a, Report b) {
    coordinator.report("a:1", 1, wave, a);
    return coordinator.report("b:1", 1, wave, b);
  }

  /** So many records have come in since the generation began. */
  List<Effect> drained(long firstWave, long records) {
    reports(firstWave, idle(records, 0), idle(0, records));
    return reports(firstWave + 1, idle(records, 0), idle(0, records));
  }

  /** Round 2 is being written, records of round 3 flow. */
  void writing() {
    flowing();
    after(SECOND);
    drained(1, 5);
    captured(1, 2);
  }

  List<Effect> allLeave() {
    List<Effect> effects = new ArrayList<>(coordinator.leave("a:1", true));
    effects.addAll(coordinator.leave("b:1", false));
    return effects;
  }

  static Effect.Complete complete(Kind kind, long generation, long committed) {
    return new Effect.Complete(Completion.of(kind), generation, committed);
  }

  static List<Effect> rolledBack(long generation, String reason) {
    return List.of(new Effect.RolledBack(generation, reason), TAKE_OVER);
  }

  String phase() {
    return coordinator.view().phase();
  }
}
