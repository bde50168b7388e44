package dev.potoroo.systemtests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts nodes that run {@link Ledger} together. */
final class LedgerStarter {
  /** With which orders are given. */
  static final String TOKEN = "a-token-that-only-this-test-knows";

  /** Records of the first step in a second: each transfer is two. */
  private static final long RATE = Long.getLong("test.rate", 50_000);

  private final Path directory;
  private final Path outputs;
  private final Map<String, Object> store;

  /**
   * Makes one.
   *
   * @param outputs where each node has a file for its output
   * @param store the settings of the store
   */
  LedgerStarter(Path directory, Path outputs, Map<String, Object> store) {
    this.directory = directory;
    this.outputs = outputs;
    this.store = store;
  }

  /**
   * Starts one, which joins others; returns when it can be asked.
   *
   * @param number tells it from others
   * @param atFirst how many nodes are waited for if the cluster begins
   */
  PotorooProcess start(Host host, int number, List<PotorooProcess> others, int atFirst) {
    List<String> arguments = new ArrayList<>(Jvm.withTestPipelines());
    arguments.addAll(List.of("run", Ledger.NAME, "--port=0", "--management-port=0"));
    arguments.add("--data-dir=" + directory.resolve("data-" + number));
    others.forEach(other -> arguments.add("--seed=" + other.node()));
    set("management.token", TOKEN, arguments);
    set("cluster.members", atFirst, arguments);
    set("rounds.interval", System.getProperty("test.interval", "500ms"), arguments);
    set("bindings.transfers.connector", "generator", arguments);
    set("bindings.transfers.partitions", Ledger.PARTITIONS, arguments);
    set("bindings.transfers.rate", RATE / 2, arguments);
    set("bindings.seen.connector", "file", arguments);
    set("bindings.seen.path", outputs.resolve("{node}.txt"), arguments);
    store.forEach((key, value) -> set(key, value, arguments));
    Path output = directory.resolve("node-" + number);
    PotorooProcess process =
        PotorooProcess.start(host, output, Ledger.NAME, List.of("-Xmx512m"), arguments);
    process.node();
    process.management();
    return process;
  }

  private static void set(String key, Object value, List<String> to) {
    to.add("--set=" + key + "=" + value);
  }
}
