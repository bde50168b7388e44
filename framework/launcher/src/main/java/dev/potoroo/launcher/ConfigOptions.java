package dev.potoroo.launcher;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that change the configuration. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration file, in HOCON. Default: application.conf on the class path, if there is"
              + " one.")
  private @Nullable Path config;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Directory of this node, for state and dead letters. A run goes on from the state that is"
              + " there. Default: ${bundle:potoroo.data-dir}")
  private @Nullable String dataDir;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Address at which other nodes reach this one. Default: ${bundle:potoroo.cluster.host}")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Port for other nodes; 0 is any free one. Default: ${bundle:potoroo.cluster.port}")
  private @Nullable Integer port;

  @Option(
      names = "--management-port",
      paramLabel = "PORT",
      description =
          "Port for questions over HTTP; 0 is any free one. Default:"
              + " ${bundle:potoroo.management.port}")
  private @Nullable Integer managementPort;

  @Option(
      names = "--seed",
      paramLabel = "HOST:PORT",
      description =
          "A node of the cluster to join; may be repeated. Default: form a cluster of its own.")
  private List<String> seeds = new ArrayList<>();

  @Option(
      names = "--keep-running",
      description =
          "Stay when all sources have ended, so that state can be looked at. Default:"
              + " ${bundle:potoroo.keep-running}")
  private boolean keepRunning;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Set a key, seen from potoroo unless it starts with potoroo. or pekko.; may be repeated."
              + " Example: --set bindings.ticks.connector=generator")
  private List<String> settings = new ArrayList<>();

  @Nullable Path file() {
    return config;
  }

  List<String> settings() {
    return settings;
  }

  /** What the other options say, as keys of the configuration. */
  Map<String, ConfigValue> values() {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    put(values, "potoroo.data-dir", dataDir, "--data-dir");
    put(values, "potoroo.cluster.host", host, "--host");
    put(values, "potoroo.cluster.port", port, "--port");
    put(values, "potoroo.management.port", managementPort, "--management-port");
    put(values, "potoroo.cluster.seeds", seeds.isEmpty() ? null : seeds, "--seed");
    put(values, "potoroo.keep-running", keepRunning ? true : null, "--keep-running");
    return values;
  }

  private static void put(
      Map<String, ConfigValue> values, String key, @Nullable Object value, String option) {
    if (value != null) {
      values.put(key, ConfigValueFactory.fromAnyRef(value, option));
    }
  }
}
