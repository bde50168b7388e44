package dev.potoroo.management;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Reads values of {@code potoroo.management} and gathers what is wrong with them. For one use. */
final class SettingsCheck {
  private static final String ROOT = "potoroo.management.";
  // They are secrets even if they are bad ones.
  private static final Set<String> SECRETS = Set.of("token", "tokens", "tls.key-store-password");

  private final Config config;
  private final List<Fault> faults = new ArrayList<>();

  SettingsCheck(Config config) {
    this.config = config;
  }

  interface Getter<T> {
    T get(Config config, String path);
  }

  /** A value, or {@code substitute} after its fault is noted. */
  <T> T value(String key, Getter<T> getter, Predicate<T> valid, String mustBe, T substitute) {
    try {
      T value = getter.get(config, ROOT + key);
      if (valid.test(value)) {
        return value;
      }
    } catch (ConfigException e) {
      // Missing or of another type: reported below like any other bad value.
    }
    fault(is(key) + " It must be " + mustBe + ".");
    return substitute;
  }

  int number(String key, int from, int to) {
    return value(
        key,
        Config::getInt,
        number -> number >= from && number <= to,
        "a whole number from " + from + " to " + to,
        from);
  }

  boolean flag(String key) {
    return value(key, Config::getBoolean, flag -> true, "[true] or [false]", false);
  }

  void fault(String message) {
    faults.add(new Fault(ErrorCode.BAD_VALUE, message));
  }

  /**
   * All faults in one report.
   *
   * @throws PotorooException if there are any
   */
  void done() {
    if (!faults.isEmpty()) {
      throw new PotorooException(faults);
    }
  }

  private String is(String key) {
    String path = ROOT + key;
    if (!config.hasPath(path)) {
      return "Setting [" + path + "] is not set.";
    }
    ConfigValue value = config.getValue(path);
    if (SECRETS.contains(key)) {
      return "Setting [%s] (%s) is not as it must be."
          .formatted(path, value.origin().description());
    }
    return "Setting [%s] is [%s] (%s)."
        .formatted(path, value.unwrapped(), value.origin().description());
  }
}
