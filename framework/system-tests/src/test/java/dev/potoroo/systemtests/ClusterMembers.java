package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** The nodes of a {@link ClusterRun}: those that are to be there, and those that were. */
final class ClusterMembers implements AutoCloseable {
  private final LedgerStarter starter;
  private final Path outputs;
  private final ClusterRun.Places places;
  private final List<PotorooProcess> members = new CopyOnWriteArrayList<>();
  private final List<PotorooProcess> gone = new ArrayList<>();
  private int started;
  private int atFirst;

  /**
   * None yet.
   *
   * @param outputs where each node has a file for its output
   * @param store the settings of the store
   */
  ClusterMembers(
      Path directory, Path outputs, Map<String, Object> store, ClusterRun.Places places) {
    this.starter = new LedgerStarter(directory, outputs, store);
    this.outputs = outputs;
    this.places = places;
  }

  /** Starts as many as a cluster begins with. */
  void begin(int nodes) {
    atFirst = nodes;
    for (int i = 0; i < nodes; i++) {
      add();
    }
  }

  /** Starts one, which joins the others. */
  PotorooProcess add() {
    PotorooProcess process =
        starter.start(places.next(List.copyOf(members)), started++, members, atFirst);
    members.add(process);
    return process;
  }

  /** Those that are to be there. It changes as they come and go. */
  List<PotorooProcess> all() {
    return members;
  }

  /** The node that decides for all. */
  PotorooProcess coordinator() {
    String oldest = ClusterView.of(members.get(0)).oldest();
    return members.stream()
        .filter(member -> oldest.equals(member.node()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("[" + oldest + "] is not one of ours"));
  }

  /** One that does not, the oldest of them first. */
  PotorooProcess other() {
    PotorooProcess coordinator = coordinator();
    return members.stream().filter(member -> member != coordinator).findFirst().orElseThrow();
  }

  /** The file with what a node puts out. */
  Path output(PotorooProcess node) {
    return outputs.resolve(node.node().replace(':', '-') + ".txt");
  }

  /** Nodes leave. */
  void leave(List<PotorooProcess> nodes) {
    members.removeAll(nodes);
    gone.addAll(nodes);
  }

  /** Nodes are lost; the others must be the majority. */
  void lose(List<PotorooProcess> nodes) {
    leave(nodes);
    assertThat(members).as("the majority").hasSizeGreaterThan(nodes.size());
  }

  /** Whether all that live, which may be none, see each other and nobody else. */
  boolean agree() {
    for (PotorooProcess member : members) {
      if (!member.alive()) {
        assertEndsWithAnError(member);
        leave(List.of(member));
      }
    }
    Set<String> ours = new TreeSet<>();
    members.forEach(member -> ours.add(member.node()));
    return members.stream().allMatch(member -> ours.equals(ClusterView.of(member).up()));
  }

  static void assertEndsWithAnError(PotorooProcess node) {
    assertThat(node.exitCode()).as("exit code of %s", node).isNotZero();
  }

  @Override
  public void close() {
    members.forEach(PotorooProcess::close);
    gone.forEach(PotorooProcess::close);
  }
}
