package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Hosts with a network of their own: each is a namespace of the kernel with two cables, one to a
 * switch between the nodes, the other to one where this machine is too, with the database and
 * whoever asks. A cable that is pulled out is not seen at its other end: packets just vanish.
 */
final class Networks implements AutoCloseable {
  private static final String MASK = "/24";

  private final String name = "pt" + ProcessHandle.current().pid() % 100_000;
  private final int net = (int) (ProcessHandle.current().pid() % 120) * 2;
  private final int hosts;
  private final List<String[]> undo = new ArrayList<>();

  private Networks(int hosts) {
    this.hosts = hosts;
  }

  /** Makes that many; skips the test where that is not possible. */
  static Networks of(int hosts) {
    Networks networks = new Networks(hosts);
    String failure = networks.tried("ip", "netns", "add", networks.name);
    assumeTrue(
        failure.isEmpty(),
        "needs network namespaces (ip netns, as root), which are not possible here: " + failure);
    networks.tried("ip", "netns", "del", networks.name);
    try {
      networks.build();
      return networks;
    } catch (RuntimeException | AssertionError e) {
      networks.close();
      throw e;
    }
  }

  private void build() {
    bridge(nodesSwitch());
    bridge(otherSwitch());
    bridge(servicesSwitch());
    ip("addr", "add", services() + MASK, "dev", servicesSwitch());
    for (int i = 0; i < hosts; i++) {
      ip("netns", "add", namespace(i));
      undo("netns", "del", namespace(i));
      inside(i, "link", "set", "lo", "up");
      cable(i, "a", nodesSwitch(), nodeAddress(i));
      cable(i, "b", servicesSwitch(), serviceAddress(i));
    }
  }

  private void bridge(String bridge) {
    ip("link", "add", bridge, "type", "bridge");
    undo("link", "del", bridge);
    ip("link", "set", bridge, "up");
  }

  private void cable(int host, String kind, String to, String address) {
    String here = plug(host, kind);
    String there = "eth" + kind;
    ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", namespace(host));
    // The namespace takes it along, but only when the last process in there has ended.
    undo("link", "del", here);
    ip("link", "set", here, "master", to, "up");
    inside(host, "addr", "add", address + MASK, "dev", there);
    inside(host, "link", "set", there, "up");
  }

  private String namespace(int host) {
    return name + "n" + host;
  }

  private String plug(int host, String kind) {
    return name + kind + host;
  }

  private String nodesSwitch() {
    return name + "a";
  }

  /** Also between nodes, with no cable to the first one. */
  private String otherSwitch() {
    return name + "c";
  }

  private String servicesSwitch() {
    return name + "b";
  }

  private String nodeAddress(int host) {
    return "10.213." + net + "." + (10 + host);
  }

  private String serviceAddress(int host) {
    return "10.213." + (net + 1) + "." + (10 + host);
  }

  /** The address of this machine, as the hosts see it. */
  String services() {
    return "10.213." + (net + 1) + ".1";
  }

  /** A host; its node listens for the others on one side, for us on the other. */
  private Host host(int number) {
    return new Host(
        List.of("ip", "netns", "exec", namespace(number)),
        List.of(
            "--host=" + nodeAddress(number),
            "--set=management.host=" + serviceAddress(number),
            "--set=management.allow-plain-http=true",
            "--set=management.read-without-token=always"));
  }

  /** A host on which none of the nodes runs. */
  Host free(List<PotorooProcess> nodes) {
    Set<Integer> taken = new HashSet<>();
    nodes.forEach(node -> taken.add(hostOf(node)));
    return IntStream.range(0, hosts)
        .filter(number -> !taken.contains(number))
        .mapToObj(this::host)
        .findFirst()
        .orElseThrow();
  }

  /** The number of the host of a node. */
  private int hostOf(PotorooProcess node) {
    for (int i = 0; i < hosts; i++) {
      if (node.node().startsWith(nodeAddress(i) + ":")) {
        return i;
      }
    }
    throw new AssertionError("[" + node.node() + "] is none of ours");
  }

  // ---- what goes wrong

  /** Pulls out the cable to the other nodes. */
  void cutFromNodes(PotorooProcess node) {
    ip("link", "set", plug(hostOf(node), "a"), "nomaster");
  }

  /** Pulls out the cable to the database, and to us. */
  void cutFromServices(PotorooProcess node) {
    ip("link", "set", plug(hostOf(node), "b"), "nomaster");
  }

  /** Pulls out both. */
  void cutFromAll(PotorooProcess node) {
    cutFromNodes(node);
    cutFromServices(node);
  }

  /** Puts the cable into another switch, with the others of which that is said. */
  void toOtherSwitch(PotorooProcess node) {
    ip("link", "set", plug(hostOf(node), "a"), "master", otherSwitch());
  }

  /** Drops what one node sends to another one. */
  void drop(PotorooProcess from, PotorooProcess to) {
    inside(hostOf(from), "route", "add", "blackhole", nodeAddress(hostOf(to)));
  }

  /** The host of a node is as it was. */
  void heal(PotorooProcess node) {
    int host = hostOf(node);
    ip("link", "set", plug(host, "a"), "master", nodesSwitch());
    ip("link", "set", plug(host, "b"), "master", servicesSwitch());
    inside(host, "route", "flush", "type", "blackhole");
  }

  private void inside(int host, String... arguments) {
    List<String> all = new ArrayList<>(List.of("-n", namespace(host)));
    all.addAll(List.of(arguments));
    ip(all.toArray(String[]::new));
  }

  private void undo(String... arguments) {
    undo.add(arguments);
  }

  private void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    assertThat(tried(command.toArray(String[]::new))).as("%s", command).isEmpty();
  }

  /** Runs a command; what it said if it failed, else nothing. */
  private String tried(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes()).strip();
      int code = process.waitFor();
      return code == 0 ? "" : "exit code " + code + " of " + List.of(command) + ": " + said;
    } catch (IOException e) {
      return e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (int i = undo.size() - 1; i >= 0; i--) {
      List<String> command = new ArrayList<>(List.of("ip"));
      command.addAll(List.of(undo.get(i)));
      String failure = tried(command.toArray(String[]::new));
      if (!failure.isEmpty()) {
        throw new UncheckedIOException(new IOException(failure));
      }
    }
  }
}
