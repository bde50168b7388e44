package dev.potoroo.management;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
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
    String host,
    int port,
    Duration requestTimeout,
    long maxUriLength,
    List<String> allowedHosts,
    String token) {
  private static final String ROOT = "potoroo.management.";

  /** All faults in one report. */
  static ManagementSettings read(Config config) {
    Reader reader = new Reader(config, new ArrayList<>());
    String host =
        reader.value(
            "host", Config::getString, text -> !text.isBlank(), "an IP address or a host name");
    Integer port =
        reader.value(
            "port",
            Config::getInt,
            number -> number >= 0 && number <= 65535,
            "a port from 0 (any free one) to 65535");
    Duration timeout =
        reader.value(
            "request-timeout",
            Config::getDuration,
            time -> time.toMillis() >= 100 && time.toMinutes() <= 10,
            "a duration from 100ms to 10m, such as [5s]");
    Long length =
        reader.value(
            "max-uri-length",
            Config::getBytes,
            bytes -> bytes >= 1024 && bytes <= 1024 * 1024,
            "a size from 1 KiB to 1 MiB, such as [16 KiB]");
    List<String> hosts =
        reader.value(
            "allowed-hosts",
            Config::getStringList,
            list -> true,
            "a list of host names, such as [\"potoroo.example\"]");
    String token =
        reader.value(
            "token",
            Config::getString,
            text -> text.isEmpty() || text.matches("[\\x21-\\x7e]{16,512}"),
            "empty, or 16 to 512 characters of ASCII without spaces");
    if (host == null
        || port == null
        || timeout == null
        || length == null
        || hosts == null
        || token == null) {
      throw new PotorooException(reader.faults());
    }
    return new ManagementSettings(host.strip(), port, timeout, length, hosts, token);
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
      faults.add(new Fault(ErrorCode.BAD_VALUE, is(ROOT + key) + " It must be " + mustBe + "."));
      return null;
    }

    private String is(String path) {
      if (!config.hasPath(path)) {
        return "Setting [" + path + "] is not set.";
      }
      ConfigValue value = config.getValue(path);
      if (path.equals(ROOT + "token")) {
        // It is a secret even if it is a bad one.
        return "Setting [%s] (%s) is not as it must be."
            .formatted(path, value.origin().description());
      }
      return "Setting [%s] is [%s] (%s)."
          .formatted(path, value.unwrapped(), value.origin().description());
    }
  }

  private interface Getter<T> {
    T get(Config config, String path);
  }
}
