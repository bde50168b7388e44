package dev.potoroo.internal.runtime;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.potoroo.internal.config.PipelineSettings;
import java.util.Map;

/**
 * What Potoroo sets of Pekko: its own defaults where the user has set nothing, and what follows
 * from {@code potoroo.cluster}. They are not in a {@code reference.conf}, since which of two
 * libraries' reference wins depends on the order of jars.
 */
final class PekkoSettings {
  private static final String DEFAULTS = "potoroo-pekko.conf";

  private PekkoSettings() {}

  static Config of(Config user, PipelineSettings settings, String lanesId) {
    Config config = user.withFallback(ConfigFactory.defaultReference());
    Config defaults = ConfigFactory.parseResources(PekkoSettings.class.getClassLoader(), DEFAULTS);
    for (Map.Entry<String, ConfigValue> entry : defaults.entrySet()) {
      if (!setByUser(config, entry.getKey())) {
        config = config.withValue(entry.getKey(), entry.getValue());
      }
    }
    return with(
        config,
        Map.of(
            "pekko.remote.artery.canonical.hostname",
            settings.cluster().host(),
            "pekko.remote.artery.canonical.port",
            settings.cluster().port(),
            "potoroo-lanes.dispatcher.lanes-id",
            lanesId,
            "potoroo-lanes.mailbox.lanes-id",
            lanesId));
  }

  private static Config with(Config config, Map<String, ?> values) {
    Config all = config;
    for (Map.Entry<String, ?> entry : values.entrySet()) {
      all = all.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(entry.getValue()));
    }
    return all;
  }

  private static boolean setByUser(Config config, String path) {
    if (!config.hasPathOrNull(path) || config.getIsNull(path)) {
      return false;
    }
    ConfigOrigin origin = config.getValue(path).origin();
    return !"reference.conf".equals(origin.resource());
  }
}
