package dev.potoroo.launcher;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code local-cluster PIPELINE}. */
@Command(
    name = "local-cluster",
    description =
        "Runs a pipeline on several nodes of this machine, each a process, with a PostgreSQL of"
            + " their own for the state.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Each line of a node's output begins with its name: n1, n2 and so on. Ports are any free ones"
          + " on loopback; a node's line says where it answers over HTTP.",
      "Ctrl-C has the nodes process what was read and leave, then stops PostgreSQL. The state stays:"
          + " a run goes on from it.",
      "A node may be killed: the others go on, if they are the majority."
    })
final class LocalClusterCommand implements Callable<Integer>, Cli.Verbose {
  private static final int MOST_NODES = 32;

  /** What the command says to each node, and nobody else can. */
  private static final List<String> OWN =
      List.of(
          "data-dir",
          "store.type",
          "store.postgres.url",
          "store.postgres.user",
          "store.postgres.password",
          "cluster.host",
          "cluster.port",
          "cluster.seeds",
          "cluster.members",
          "management.host",
          "management.port");

  private final Pipelines pipelines;
  private final Host host;

  @Parameters(
      arity = "0..1",
      paramLabel = "PIPELINE",
      description = "Name of the pipeline; may be left out if there is only one.")
  private @Nullable String pipeline;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many nodes, 1 to 32. Default: ${DEFAULT-VALUE}")
  private int nodes;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "data-local-cluster",
      description =
          "Directory for the database, and for each node's dead letters. A run goes on from the"
              + " state that is there. Default: ${DEFAULT-VALUE}")
  private String dataDir = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration file of all nodes, in HOCON. Default: application.conf on the class path,"
              + " if there is one.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Set a key for all nodes, as for run; may be repeated. A port must be 0, since the nodes"
              + " share this machine.")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--verbose", description = "Print stack traces of failures.")
  private boolean verbose;

  LocalClusterCommand(Pipelines pipelines, Host host) {
    this.pipelines = pipelines;
    this.host = host;
  }

  @Override
  public Integer call() {
    Pipeline found = pipelines.find(pipeline);
    checkNodes();
    Path directory = directory();
    Config config = config(found);
    LocalDatabase.Provider databases = provider();
    List<String> java =
        JavaCommand.ofThisProcess(
            "-D" + ParentWatch.PROPERTY + "=" + ProcessHandle.current().pid());
    return new LocalCluster(
            found, nodes, directory, arguments(), java, config, databases, host, verbose)
        .call();
  }

  private void checkNodes() {
    if (nodes < 1 || nodes > MOST_NODES) {
      throw new PotorooException(
          ErrorCode.BAD_COMMAND_LINE,
          "Option --nodes is ["
              + nodes
              + "]; it must be 1 to "
              + MOST_NODES
              + ", such as 3, of which one may be lost.");
    }
    if (System.getProperty(ParentWatch.PROPERTY) != null) {
      throw new PotorooException(
          ErrorCode.BAD_COMMAND_LINE,
          "This process is a node of a local-cluster and cannot start another. The main method must"
              + " hand over the arguments that it is given.");
    }
  }

  private Path directory() {
    try {
      return Path.of(dataDir);
    } catch (InvalidPathException e) {
      throw new PotorooException(
          ErrorCode.BAD_COMMAND_LINE,
          "Option --data-dir [" + dataDir + "] is not a path: " + e.getReason() + ".",
          e);
    }
  }

  /** The configuration of the nodes, checked here so that what is wrong is said once. */
  private Config config(Pipeline found) {
    Config given = Configuration.settings(settings);
    for (String key : OWN) {
      if (given.hasPath("potoroo." + key)) {
        throw new PotorooException(
            ErrorCode.BAD_COMMAND_LINE,
            "Option --set ["
                + key
                + "] has no place here: local-cluster sets it for each node. Leave it out, or start"
                + " the nodes one by one with run.");
      }
    }
    List<String> all = new ArrayList<>(settings);
    all.addAll(LocalCluster.ownSettings(nodes, List.of()));
    Config config = Configuration.load(all, Map.of(), this.config);
    host.engine().check(found, config);
    return config;
  }

  private List<String> arguments() {
    List<String> all = new ArrayList<>();
    if (config != null) {
      all.add("--config=" + config);
    }
    if (verbose) {
      all.add("--verbose");
    }
    settings.forEach(setting -> all.add("--set=" + setting));
    return all;
  }

  private static LocalDatabase.Provider provider() {
    try {
      return ServiceLoader.load(LocalDatabase.Provider.class)
          .findFirst()
          .orElseThrow(
              () ->
                  new PotorooException(
                      ErrorCode.LOCAL_CLUSTER,
                      "There is no PostgreSQL for local-cluster on the class path. Add the library"
                          + " dev.potoroo:potoroo-local-postgres, or start the nodes one by one"
                          + " with run and a PostgreSQL of yours."));
    } catch (ServiceConfigurationError e) {
      throw new PotorooException(
          ErrorCode.LOCAL_CLUSTER,
          "The PostgreSQL for local-cluster cannot be loaded: " + e.getMessage() + ".",
          e);
    }
  }

  @Override
  public boolean verbose() {
    return verbose;
  }
}
