package dev.potoroo.opentelemetry;

import com.typesafe.config.Config;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/** What is set under {@code potoroo.tracing}, checked. */
record TracingSettings(
    int every, String endpoint, boolean showData, int maxWaitingSpans, Duration closeTimeout) {

  /**
   * Reads and checks the settings.
   *
   * @throws dev.potoroo.PotorooException with all that is wrong
   */
  static TracingSettings of(Config config) {
    SettingsReader in = new SettingsReader(config, "potoroo.tracing");
    TracingSettings settings =
        new TracingSettings(
            in.number("every", 0, 1_000_000_000),
            in.text(
                "endpoint",
                TracingSettings::isHttp,
                "an address such as [http://127.0.0.1:4318/v1/traces]"),
            in.flag("show-data"),
            in.number("max-waiting-spans", 512, 1_000_000),
            in.duration("close-timeout", Duration.ZERO, Duration.ofMinutes(10)));
    in.check();
    return settings;
  }

  private static boolean isHttp(String address) {
    try {
      URI uri = new URI(address);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
