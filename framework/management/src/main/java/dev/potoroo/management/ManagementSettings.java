package dev.potoroo.management;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What {@code potoroo.management} says, checked. */
record ManagementSettings(
    String host, int port, Duration requestTimeout, long maxUriLength, List<String> allowedHosts) {
  private static final String ROOT = "potoroo.management.";

  /** All faults in one report. */
  static ManagementSettings read(Config config) {
    Reader reader = new Reader(config, new ArrayList<>());
    String host =
        reader.value("host", Config::getString, text -> !text.isBlank(), "an address or a name");
    Integer port =
        reader.value(
            "port",
            Config::getInt,
            number -> number >= 0 && number <= 65535,
            "a port: 0 (any free one) to 65535");
    Duration timeout =
        reader.value(
            "request-timeout",
            Config::getDuration,
            time -> time.toMillis() >= 100 && time.toMinutes() <= 10,
            "a duration from 100ms to 10m");
    Long length =
        reader.value(
            "max-uri-length",
            Config::getBytes,
            bytes -> bytes >= 1024 && bytes <= 1024 * 1024,
            "a size from 1KiB to 1MiB");
    List<String> hosts =
        reader.value("allowed-hosts", Config::getStringList, list -> true, "a list of host names");
    if (host == null || port == null || timeout == null || length == null || hosts == null) {
      throw new PotorooException(reader.faults());
    }
    return new ManagementSettings(host.strip(), port, timeout, length, hosts);
  }

  private record Reader(Config config, List<Fault> faults) {

    <T> @Nullable T value(String key, Getter<T> getter, Predicate<T> valid, String mustBe) {
      try {
        T value = getter.get(config, ROOT + key);
        if (valid.test(value)) {
          return value;
        }
      } catch (ConfigException e) {
        // Missing or of another type: reported below like any other bad value.
      }
      faults.add(
          new Fault(
              ErrorCode.BAD_VALUE,
              "Setting [%s%s]: [%s] is not %s.".formatted(ROOT, key, said(key), mustBe)));
      return null;
    }

    private String said(String key) {
      return config.hasPath(ROOT + key)
          ? String.valueOf(config.getValue(ROOT + key).unwrapped())
          : "nothing";
    }
  }

  private interface Getter<T> {
    T get(Config config, String path);
  }
}
