package dev.potoroo.systemtests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What is done to a cluster. How often is a property, as {@code -Dtest.kills=300}; without it there
 * is a number for the soak, which takes hours, and one for every build.
 */
enum Disturbance {
  KILL("kills", 300, 10),
  KILL_TWO("kills", 300, 10),
  SUSPEND("suspends", 60, 1),
  NAP("naps", 20, 1),
  PARTITION("partitions", 60, 0),
  GROW("planned", 20, 0),
  SHRINK("planned", 20, 1),
  LEAVE("planned", 20, 0),
  COORDINATOR_LEAVES("planned", 20, 0),
  ROLLING_RESTART("planned", 20, 0),
  REBALANCE("planned", 20, 1),
  DATABASE("outages", 20, 1),
  SINK("outages", 20, 1);

  /** Four of ten kills are pairs, which take as long as two of the others. */
  private static final int PAIRS_OF_TEN_KILLS = 4;

  private final String property;
  private final int inSoak;
  private final int inBuild;

  Disturbance(String property, int inSoak, int inBuild) {
    this.property = property;
    this.inSoak = inSoak;
    this.inBuild = inBuild;
  }

  private int count(boolean soak) {
    int wanted = Integer.getInteger("test." + property, soak ? inSoak : inBuild);
    int pairs = wanted * PAIRS_OF_TEN_KILLS / 10;
    return switch (this) {
      case KILL -> wanted - 2 * pairs;
      case KILL_TWO -> pairs;
      default -> wanted;
    };
  }

  /**
   * Everything, as often as it is wanted, in an order that the random numbers say, but for a node
   * that is suspended at the end: it wakes up when the others have taken back what they could, and
   * nothing that happens afterwards may be needed to take back the rest.
   */
  static List<Disturbance> plan(boolean soak, Random random) {
    List<Disturbance> plan = new ArrayList<>();
    for (Disturbance kind : values()) {
      plan.addAll(Collections.nCopies(kind.count(soak), kind));
    }
    Collections.shuffle(plan, random);
    if (plan.remove(SUSPEND)) {
      plan.add(SUSPEND);
    }
    return plan;
  }
}
