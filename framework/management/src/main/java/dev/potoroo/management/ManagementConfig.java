package dev.potoroo.management;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;

/** Settings of the management endpoint: {@code potoroo.management} in the configuration. */
public final class ManagementConfig {
  private ManagementConfig() {}

  /**
   * Checks {@code potoroo.management} and sets what Pekko Management reads, {@code
   * pekko.management.http}, to the same address. To be called before the pipeline is started with
   * the result: Pekko reads it when the actor system is made.
   *
   * @param config the whole configuration, resolved, over the reference
   * @throws dev.potoroo.PotorooException if a setting is not as it must be; names all that are not
   */
  public static Config applyTo(Config config) {
    ManagementSettings settings = ManagementSettings.read(config);
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.management.http.hostname", settings.host(),
                "pekko.management.http.port", settings.port(),
                "pekko.management.http.bind-hostname", settings.host(),
                "pekko.management.http.bind-port", settings.port()),
            "potoroo.management")
        .withFallback(config);
  }
}
