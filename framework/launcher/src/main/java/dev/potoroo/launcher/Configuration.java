package dev.potoroo.launcher;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the configuration together. What comes first wins: {@code --set}, the other options, system
 * properties, environment variables, the file, the {@code reference.conf} files.
 */
final class Configuration {
  /**
   * How a JVM ends is ours to say: sources first, the cluster last. Pekko's transport has a hook of
   * its own, which would cut the connections that the last records take.
   */
  private static final Config OURS =
      ConfigFactory.parseString(
          "pekko { jvm-shutdown-hooks = off"
              + ", coordinated-shutdown.run-by-jvm-shutdown-hook = off }",
          ConfigParseOptions.defaults().setOriginDescription("launcher"));

  private static final String VALUE = "value";

  private Configuration() {}

  static Config load(ConfigOptions options) {
    return load(options.settings(), options.values(), options.file());
  }

  /** What {@code --set} says; of two settings of a key the later one counts. */
  static Config settings(List<String> all) {
    Config settings = ConfigFactory.empty();
    for (String setting : all) {
      settings = parse(setting).withFallback(settings);
    }
    return settings;
  }

  static Config load(List<String> sets, Map<String, ConfigValue> options, @Nullable Path file) {
    Config settings = settings(sets);
    for (Map.Entry<String, ConfigValue> entry : options.entrySet()) {
      settings = settings.withFallback(entry.getValue().atPath(entry.getKey()));
    }
    try {
      // System properties may have changed since somebody last looked.
      ConfigFactory.invalidateCaches();
      return settings
          .withFallback(ConfigFactory.defaultOverrides())
          .withFallback(environment())
          .withFallback(application(file))
          .withFallback(OURS)
          .withFallback(ConfigFactory.defaultReferenceUnresolved())
          .resolve(ConfigResolveOptions.defaults());
    } catch (ConfigException e) {
      throw new PotorooException(
          ErrorCode.BAD_CONFIG_FILE, "Configuration cannot be read: " + oneLine(e), e);
    }
  }

  /**
   * What is given by the environment variables that the reference names. There they stand behind
   * the defaults, so that they would lose against a file.
   */
  private static Config environment() {
    String origin = ConfigFactory.systemEnvironment().origin().description();
    Config given = ConfigFactory.empty();
    for (Map.Entry<String, ConfigValue> entry : ConfigFactory.defaultReference().entrySet()) {
      boolean ours = entry.getKey().startsWith("potoroo.");
      if (ours && entry.getValue().origin().description().equals(origin)) {
        given = given.withFallback(entry.getValue().atPath(entry.getKey()));
      }
    }
    return given;
  }

  private static Config application(@Nullable Path file) {
    if (file == null) {
      return ConfigFactory.defaultApplication();
    }
    if (!Files.isRegularFile(file)) {
      throw new PotorooException(
          ErrorCode.BAD_CONFIG_FILE,
          "Configuration file ["
              + file
              + "] does not exist or is not a file. Correct the path after --config.");
    }
    return ConfigFactory.parseFile(
        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private static Config parse(String setting) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      throw badSetting(setting);
    }
    String key = setting.substring(0, equals).strip();
    String text = setting.substring(equals + 1).strip();
    boolean whole = key.startsWith("potoroo.") || key.startsWith("pekko.");
    try {
      return value(text, "--set " + key).atPath(whole ? key : "potoroo." + key);
    } catch (ConfigException e) {
      throw badSetting(setting);
    }
  }

  private static PotorooException badSetting(String setting) {
    return new PotorooException(
        ErrorCode.BAD_COMMAND_LINE,
        "Option --set [" + setting + "] must be KEY=VALUE, such as shards=64.");
  }

  /**
   * A list, a block or a text in quotes is read as HOCON. Everything else is taken as it stands: it
   * may hold what HOCON gives another meaning ({@code :}, {@code //}, {@code #}), and a number or a
   * flag is understood from its text.
   */
  private static ConfigValue value(String text, String origin) {
    if (List.of("[", "{", "\"").stream().anyMatch(text::startsWith)) {
      try {
        Config parsed =
            ConfigFactory.parseString(
                VALUE + " = " + text, ConfigParseOptions.defaults().setOriginDescription(origin));
        if (parsed.root().keySet().equals(Set.of(VALUE))) {
          return parsed.getValue(VALUE);
        }
      } catch (ConfigException e) {
        return ConfigValueFactory.fromAnyRef(text, origin);
      }
    }
    return ConfigValueFactory.fromAnyRef(text, origin);
  }

  private static String oneLine(ConfigException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
  }
}
