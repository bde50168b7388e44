package dev.potoroo.systemtests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The ways in which the network between nodes falls apart; each needs five nodes. */
enum Partition {
  /** Two nodes, with the database, see each other but not the other three. */
  HALVES {
    @Override
    void strike(ClusterRun run, Networks networks, List<PotorooProcess> nodes) {
      List<PotorooProcess> few = nodes.subList(0, 2);
      run.isolate(
          "halves", few, () -> few.forEach(networks::toOtherSwitch), () -> heal(networks, few));
    }
  },

  /** One node that nobody can reach, and which reaches nobody. */
  ISOLATED {
    @Override
    void strike(ClusterRun run, Networks networks, List<PotorooProcess> nodes) {
      List<PotorooProcess> one = nodes.subList(0, 1);
      run.isolate(
          "isolated", one, () -> networks.cutFromAll(one.get(0)), () -> heal(networks, one));
    }
  },

  /** One node hears the others, but they do not hear it. */
  ONE_WAY {
    @Override
    void strike(ClusterRun run, Networks networks, List<PotorooProcess> nodes) {
      List<PotorooProcess> one = nodes.subList(0, 1);
      run.isolate(
          "one way",
          one,
          () -> nodes.stream().skip(1).forEach(to -> networks.drop(nodes.get(0), to)),
          () -> heal(networks, one));
    }
  },

  /** Two nodes do not see each other, but the others see both. */
  NOT_TRANSITIVE {
    @Override
    void strike(ClusterRun run, Networks networks, List<PotorooProcess> nodes) {
      long generation = run.generation();
      run.disturb(
          "not transitive",
          () -> {
            networks.drop(nodes.get(0), nodes.get(1));
            networks.drop(nodes.get(1), nodes.get(0));
            run.awaitProgressAfter(generation);
            heal(networks, nodes);
          },
          Duration.ofSeconds(1));
    }
  },

  /** One node is cut off from the others and comes back, again and again. */
  FLAPPING {
    @Override
    void strike(ClusterRun run, Networks networks, List<PotorooProcess> nodes) {
      PotorooProcess one = nodes.get(0);
      run.disturb(
          "flapping",
          () -> {
            for (int i = 0; i < TIMES; i++) {
              networks.cutFromNodes(one);
              one.endsWithin(FLAP);
              heal(networks, nodes);
              one.endsWithin(FLAP);
            }
          },
          FLAP.dividedBy(2));
    }
  },

  /** One node cannot reach the database for a while. */
  FROM_THE_STORE {
    @Override
    void strike(ClusterRun run, Networks networks, List<PotorooProcess> nodes) {
      PotorooProcess one = nodes.get(0);
      run.disturb(
          "cut from the store",
          () -> {
            networks.cutFromServices(one);
            one.endsWithin(AWAY);
            heal(networks, nodes);
          },
          AWAY.dividedBy(2));
    }
  };

  private static final int TIMES = 5;
  private static final Duration FLAP = Duration.ofSeconds(2);
  private static final Duration AWAY = Duration.ofSeconds(10);

  /** Does it to a cluster of five; the nodes come in the order in which they suffer. */
  abstract void strike(ClusterRun run, Networks networks, List<PotorooProcess> nodes);

  /** Does it to nodes that are chosen at random. */
  void strike(ClusterRun run, Networks networks, Random random) {
    List<PotorooProcess> nodes = new ArrayList<>(run.members());
    Collections.shuffle(nodes, random);
    strike(run, networks, nodes);
  }

  private static void heal(Networks networks, List<PotorooProcess> nodes) {
    nodes.forEach(networks::heal);
  }
}
